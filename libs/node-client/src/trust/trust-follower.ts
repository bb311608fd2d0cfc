import {
  RuntimeServiceService as Runtime,
  type TruststoreSnapshot,
  type WatchNodeTruststoreRequest,
  type WatchNodeTruststoreResponse,
} from '@certkeep/contracts/runtime';
import { Cache } from '../cache/cache.js';
import type { NodeClientError } from '../errors.js';
import type { TruststoreStatus } from '../node-client-events.js';
import type { Settings } from '../options.js';
import { WatchLoop } from '../watch-loop.js';
import { truststoreForm, type KeptTruststore } from './kept-truststore.js';
import { TrustHolder, type LoadTrust, type TrustTaken } from './trust-holder.js';
import type { Truststore } from './truststore.js';

export interface TrustListener {
  readonly changed: (truststore: Truststore, previous: Truststore | undefined) => void;
  /** The first message after a time without Certkeep has been taken. */
  readonly online: () => void;
  /** Something that is gone on without; what is trusted stays. */
  readonly failed: (error: NodeClientError) => void;
}

/** Follows the truststore of the node's environment, by a stream of its own, and keeps it on disk. */
export class TrustFollower {
  readonly #holder: TrustHolder;
  readonly #cache: Cache<KeptTruststore> | undefined;
  readonly #watch: WatchLoop<WatchNodeTruststoreRequest, WatchNodeTruststoreResponse>;
  #online = false;
  #lastError: NodeClientError | undefined;

  constructor(
    settings: Settings,
    load: LoadTrust,
    private readonly listener: TrustListener,
  ) {
    const { cache, endpoints } = settings;
    this.#holder = new TrustHolder(load);
    this.#cache = cache && new Cache(cache.directory, endpoints[0].url, cache.secret, truststoreForm);
    this.#watch = new WatchLoop(settings, Runtime.watchNodeTruststore, {
      known: () => {
        const { revision = 0, etag = '', environmentId = '' } = this.#holder.standing ?? {};
        return { knownRevision: BigInt(revision), etag, environmentId };
      },
      online: () => (this.#lastError = undefined),
      message: ({ event }) => {
        if (event?.$case === 'truststore') this.#hear(event.value);
        if (this.#online) return;
        this.#online = true;
        listener.online();
      },
      offline: (error) => {
        this.#online = false;
        this.#tellOnce(error);
      },
    });
  }

  get truststore(): Truststore | undefined {
    return this.#holder.truststore;
  }

  get status(): TruststoreStatus {
    const { standing, ignored } = this.#holder;
    return { online: this.#online, revision: standing?.revision ?? 0, ignored };
  }

  /** Why Certkeep gives no truststore at the moment. */
  get lastError(): NodeClientError | undefined {
    return this.#lastError;
  }

  /** Resolves when the kept copy is loaded, where there is one. */
  async start(): Promise<void> {
    if (this.#cache !== undefined) {
      const { state, mark, problem } = await this.#cache.load();
      if (problem !== undefined) this.listener.failed(problem);
      if (state !== undefined) this.#after(this.#holder.take(state.snapshot));
      this.#holder.raise(mark);
    }
    this.#watch.start();
  }

  async stop(): Promise<void> {
    await Promise.all([this.#watch.stop(), this.#cache?.settled()]);
  }

  #hear(snapshot: TruststoreSnapshot): void {
    const taken = this.#holder.take(snapshot);
    this.#after(taken);
    if (taken.kind !== 'trusted') return;
    this.#cache?.save({ revision: Number(snapshot.revision), snapshot }).catch((error: unknown) => {
      this.listener.failed(error as NodeClientError);
    });
  }

  #after(taken: TrustTaken): void {
    switch (taken.kind) {
      case 'same':
        return;
      case 'trusted':
        this.listener.changed(taken.truststore, taken.previous);
        return;
      case 'refused':
        this.listener.failed(taken.error);
    }
  }

  /** The certificate's stream tells that Certkeep is away; what concerns the truststore alone is told here, once. */
  #tellOnce(error: NodeClientError): void {
    const isNews = error.message !== this.#lastError?.message;
    this.#lastError = error;
    if (isNews && error.reason === 'CALL_FAILED') this.listener.failed(error);
  }
}
