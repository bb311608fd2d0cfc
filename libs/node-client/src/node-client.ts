import { EventEmitter } from 'node:events';
import type { AgentOptions } from 'node:https';
import { ErrorReason, type WatchCertificateResponse } from '@certkeep/contracts/runtime';
import { Cache } from './cache/cache.js';
import { Keeper } from './cache/keeper.js';
import type { Connection } from './connection.js';
import type { Endpoint } from './endpoint.js';
import { NodeClientError } from './errors.js';
import { Freshness } from './freshness.js';
import { presentedIn } from './handshake.js';
import { Holder, type Taken } from './holder.js';
import { CertificateAgent, type Presenting } from './https-agent.js';
import type { Material } from './material.js';
import type { NodeClientEvents, NodeClientStatus, Offline } from './node-client-events.js';
import type { Settings } from './options.js';
import { Presenters } from './presenters.js';
import { Reporter, type Report } from './reporter.js';
import { WatchLoop } from './watch-loop.js';

const defaultPatience = 30_000;

/** Keeps a node's certificate current, and presents it. Made by `connect`. */
export class NodeClient extends EventEmitter<NodeClientEvents> {
  readonly #settings: Settings;
  readonly #presenters = new Presenters();
  readonly #holder: Holder;
  readonly #freshness: Freshness;
  readonly #keeper: Keeper;
  readonly #reporter: Reporter;
  readonly #watch: WatchLoop;
  readonly #started: Promise<void>;
  #offline: Offline | undefined;
  #online = false;
  /** Since when this process has presented what was kept, until Certkeep is told. */
  #onCacheSince: Date | undefined;
  #used = 0;
  #closed = false;

  constructor(settings: Settings) {
    super();
    const { endpoints, signingKey, nodeId, client, cache, clock } = settings;
    const tell = (error: NodeClientError) => {
      this.#tell(error);
    };
    this.#settings = settings;
    this.#holder = new Holder((material) => this.#presenters.load(material), signingKey, nodeId);
    this.#freshness = new Freshness(clock, () => {
      this.#becameTooOld();
    });
    this.#keeper = new Keeper(cache && new Cache(cache.directory, endpoints[0].url, cache.secret), clock, tell);
    this.#reporter = new Reporter(client, tell);
    this.#watch = new WatchLoop(settings, {
      known: () => {
        const { revision = 0, etag = '' } = this.#holder.standing ?? {};
        return { knownRevision: BigInt(revision), etag };
      },
      online: (connection, endpoint) => {
        this.#goOnline(connection, endpoint);
      },
      message: (message) => {
        this.#hear(message);
      },
      offline: (error) => {
        this.#goOffline(error);
      },
    });
    this.#started = this.#start();
  }

  /** What is to be presented now; undefined when nothing is. */
  get current(): Material | undefined {
    return this.#freshness.isTooOld() ? undefined : this.#holder.material;
  }

  get status(): NodeClientStatus {
    const { lastContact } = this.#freshness;
    return {
      online: this.#online,
      offlineSince: this.#offline?.since,
      lastContact: lastContact === undefined ? undefined : new Date(lastContact),
      revision: this.#holder.standing?.revision ?? 0,
      fingerprint: this.current?.fingerprint,
      absence: this.#holder.absence,
      ignored: { ...this.#holder.ignored },
    };
  }

  /** For what makes connections of other kinds: it is given each certificate before that is presented. */
  get presenting(): Presenting {
    return {
      presenters: this.#presenters,
      toPresent: () => this.#toPresent(),
      connected: (socket, material) => {
        if (material.revision > this.#used && presentedIn(socket, material)) {
          this.#used = material.revision;
          this.#report({ stage: 'USED', revision: material.revision, fingerprint: material.fingerprint });
        }
      },
    };
  }

  /**
   * Waits for a certificate, from Certkeep or from the kept copy.
   * @param patience milliseconds. Default 30,000
   * @throws NodeClientError NO_CERTIFICATE that says what stood in the way, CLOSED
   */
  async ready(patience = defaultPatience): Promise<Material> {
    await this.#started;
    if (this.#closed) throw closed();
    const there = this.current;
    if (there !== undefined) return there;
    return new Promise((resolve, reject) => {
      let latest: NodeClientError | undefined;
      const hear = (error: NodeClientError) => (latest = error);
      const hearOffline = ({ error }: Offline) => (latest = error);
      const finish = (material: Material | undefined) => {
        clearTimeout(timer);
        this.off('change', finish).off('error', hear).off('offline', hearOffline);
        if (material !== undefined) resolve(material);
        else reject(this.#closed ? closed() : this.#nothingToPresent(latest));
      };
      const timer = setTimeout(finish, patience, undefined);
      this.on('change', finish).on('error', hear).on('offline', hearOffline);
    });
  }

  /** An agent for `https.request`, axios, got and others; each has its own connections. @throws TypeError */
  httpsAgent(options: AgentOptions = {}): CertificateAgent {
    return new CertificateAgent(this.presenting, options);
  }

  /** With `acknowledge: 'by-caller'`: says what became of a revision. */
  acknowledge(report: Report): void {
    this.#report(report);
  }

  /** Sends what is still to be told, and ends. Agents stay usable for requests that are under way, and no others. */
  async close(): Promise<void> {
    if (this.#closed) return;
    await this.#started;
    this.#closed = true;
    this.#presenters.withdraw();
    await this.#reporter.settled();
    this.#reporter.offline();
    this.#freshness.stop();
    await Promise.all([this.#watch.stop(), this.#keeper.settled()]);
  }

  async #start(): Promise<void> {
    const { state, mark } = await this.#keeper.load();
    if (state !== undefined) {
      this.#freshness.restore(state.confirmed);
      const { certificate, absence, revision } = state;
      if (certificate !== undefined) {
        const taken = this.#holder.take(certificate);
        if (taken.kind === 'presented') {
          this.#onCacheSince = new Date(this.#settings.clock.now());
          this.#freshness.limit(taken.material.maxCacheAge);
          this.#freshness.watch();
          if (!this.#freshness.isTooOld()) this.#presented(taken);
        } else if ('error' in taken) this.#tell(taken.error);
      }
      if (absence !== undefined) this.#holder.takeAbsence(revision, absence);
      this.#holder.raise(revision);
    }
    this.#holder.raise(mark);
    this.#watch.start();
  }

  #goOnline(connection: Connection, { url }: Endpoint): void {
    const offlineSince = this.#offline?.since;
    const onCacheSince = this.#onCacheSince ?? (this.#holder.material === undefined ? undefined : offlineSince);
    this.#online = true;
    this.#offline = undefined;
    this.#onCacheSince = undefined;
    this.#reporter.online((request) => connection.acknowledge(request), onCacheSince);
    this.emit('online', { endpoint: url, offlineSince });
    const { material } = this.#holder;
    // Told again at each contact: Certkeep learns that the node came through.
    if (material !== undefined && onCacheSince !== undefined) this.#reportLoaded(material);
  }

  #goOffline(error: NodeClientError): void {
    this.#reporter.offline();
    this.#online = false;
    const since = this.#offline?.since ?? new Date(this.#settings.clock.now());
    this.#offline = { since, error };
    this.emit('offline', this.#offline);
    this.#freshness.watch();
  }

  #hear({ event }: WatchCertificateResponse): void {
    const taken = this.#take(event);
    if (taken.kind === 'ignored') {
      this.#tell(taken.error);
      return;
    }
    const { material } = this.#holder;
    const isBack = taken.kind !== 'presented' && material !== undefined && this.#freshness.isTooOld();
    this.#freshness.limit(material?.maxCacheAge);
    this.#freshness.confirm();
    this.#after(taken);
    if (isBack) this.emit('change', material, undefined);
    this.#keeper.keep(this.#holder);
  }

  #take(event: WatchCertificateResponse['event']): Taken {
    switch (event?.$case) {
      case undefined:
      case 'heartbeat':
        return { kind: 'same' };
      case 'noCertificate': {
        const { revision, problem } = event.value;
        const reason = ErrorReason[problem?.reason ?? ErrorReason.UNSPECIFIED];
        return this.#holder.takeAbsence(Number(revision), { reason, message: problem?.message ?? '' });
      }
      case 'certificate':
        return this.#holder.take(event.value);
    }
  }

  #after(taken: Exclude<Taken, { kind: 'ignored' }>): void {
    switch (taken.kind) {
      case 'same':
        return;
      case 'presented':
        this.#reportDelivered(taken.material);
        this.#presented(taken);
        return;
      case 'kept':
        this.#reportDelivered(taken.material);
        this.#reportLoaded(taken.material);
        return;
      case 'absent':
        if (!taken.stillPresented) this.#presenters.withdraw();
        this.emit('no-certificate', { ...taken.absence, stillPresented: taken.stillPresented });
        return;
      case 'failed': {
        const { revision, sha256Fingerprint } = taken.certificate;
        const message = taken.error.message;
        this.#report({ stage: 'FAILED', revision: Number(revision), fingerprint: sha256Fingerprint, message });
        this.#tell(taken.error);
      }
    }
  }

  #presented({ material, previous }: Extract<Taken, { kind: 'presented' }>): void {
    this.#reportLoaded(material);
    this.emit('change', material, previous);
  }

  #reportDelivered({ revision, fingerprint }: Material): void {
    this.#report({ stage: 'DELIVERED', revision, fingerprint });
  }

  #reportLoaded({ revision, fingerprint }: Material): void {
    if (this.#settings.acknowledge === 'automatic') this.#report({ stage: 'LOADED', revision, fingerprint });
  }

  #report(report: Report): void {
    if (!this.#closed) this.#reporter.report(report);
  }

  #becameTooOld(): void {
    const { material } = this.#holder;
    if (material === undefined) return;
    this.#presenters.withdraw();
    const message = 'Certkeep has not confirmed the certificate within the age that its environment allows.';
    this.emit('no-certificate', { reason: 'TOO_OLD', message, stillPresented: false });
  }

  #toPresent(): Material {
    if (this.#closed) throw closed();
    const material = this.current;
    if (material === undefined) throw this.#nothingToPresent(this.#offline?.error);
    return material;
  }

  #nothingToPresent(cause: NodeClientError | undefined): NodeClientError {
    const { absence, material } = this.#holder;
    const old = material !== undefined && this.#freshness.isTooOld();
    const why = old
      ? 'it is older than its environment allows'
      : (absence?.message ?? cause?.message ?? 'none has come');
    return new NodeClientError('NO_CERTIFICATE', `There is no certificate to present: ${why}.`.replace(/\.\.$/, '.'), {
      cause,
    });
  }

  #tell(error: NodeClientError): void {
    if (this.listenerCount('error') > 0) this.emit('error', error);
  }
}

function closed(): NodeClientError {
  return new NodeClientError('CLOSED', 'The client is closed.');
}
