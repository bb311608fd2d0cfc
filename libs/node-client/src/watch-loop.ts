import { setTimeout as pause } from 'node:timers/promises';
import { delayBefore, refusedBackoff, type Backoff } from './backoff.js';
import { callError } from './call-error.js';
import { Connection, type CertkeepTls, type Watch } from './connection.js';
import type { Endpoint } from './endpoint.js';
import { NodeClientError } from './errors.js';

export interface WatchSettings {
  /** Tried in turn. */
  readonly endpoints: readonly Endpoint[];
  /** Asked before each attempt, as the token is. */
  readonly tls: () => Promise<CertkeepTls>;
  readonly token: () => Promise<string | undefined>;
  readonly backoff: Backoff;
  /** Milliseconds after which a silent stream is given up. */
  readonly longestSilence: number;
  /** From 0 to 1. */
  readonly chance: () => number;
}

export interface WatchHandlers<Request, Response> {
  /** What is held, asked at each attempt. */
  readonly known: () => Request;
  /** The first message of a connection has come. */
  readonly online: (connection: Connection, endpoint: Endpoint) => void;
  readonly message: (message: Response) => void;
  /** A connection has ended, or could not be made. */
  readonly offline: (error: NodeClientError) => void;
}

/** Watches through one endpoint after the other until it is stopped. */
export class WatchLoop<Request, Response> {
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;

  constructor(
    private readonly settings: WatchSettings,
    private readonly watch: Watch<Request, Response>,
    private readonly handlers: WatchHandlers<Request, Response>,
  ) {}

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { endpoints, backoff, chance } = this.settings;
    const { signal } = this.#stopping;
    const isStopping = () => signal.aborted;
    let failures = 0;
    for (let turn = 0; !isStopping(); turn++) {
      const endpoint = endpoints[turn % endpoints.length];
      if (endpoint === undefined) throw new TypeError('endpoints is empty');
      const { contacted, error } = await this.#watch(endpoint);
      if (isStopping()) return;
      this.handlers.offline(error);
      failures = contacted ? 0 : failures + 1;
      const pace = error.reason === 'CREDENTIAL_REFUSED' ? refusedBackoff : backoff;
      // With several endpoints a full round counts as one failure: the next one may well be up.
      const rounds = Math.floor(Math.max(0, failures - 1) / endpoints.length);
      await pause(delayBefore(rounds, pace, chance()), undefined, { signal }).catch(() => undefined);
    }
  }

  async #watch(endpoint: Endpoint): Promise<{ readonly contacted: boolean; readonly error: NodeClientError }> {
    const { tls, token, longestSilence } = this.settings;
    const { signal } = this.#stopping;
    let connection: Connection;
    try {
      connection = new Connection(endpoint, await tls(), await token());
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const told = new NodeClientError('CREDENTIAL_REFUSED', `What the node signs in with can’t be used: ${why}`);
      return { contacted: false, error: told };
    }
    let contacted = false;
    let silence: NodeJS.Timeout | undefined;
    let stop = (): void => undefined;
    const error = await new Promise<NodeClientError>((resolve) => {
      stop = () => {
        resolve(new NodeClientError('CLOSED', 'The client is closed.'));
      };
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
      const awaitMessage = () => {
        clearTimeout(silence);
        silence = setTimeout(() => {
          const seconds = Math.round(longestSilence / 1000);
          resolve(new NodeClientError('UNAVAILABLE', `Certkeep at ${endpoint.url} was silent for ${seconds} s.`));
        }, longestSilence);
      };
      awaitMessage();
      connection.watch(this.watch, this.handlers.known(), {
        message: (message) => {
          awaitMessage();
          if (!contacted) this.handlers.online(connection, endpoint);
          contacted = true;
          this.handlers.message(message);
        },
        ended: (ended) => {
          resolve(callError(ended, endpoint.url));
        },
      });
    });
    signal.removeEventListener('abort', stop);
    clearTimeout(silence);
    connection.close();
    return { contacted, error };
  }
}
