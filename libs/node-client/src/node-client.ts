import { EventEmitter } from 'node:events';
import type { AgentOptions } from 'node:https';
import {
  RuntimeServiceService as Runtime,
  type WatchCertificateRequest,
  type WatchCertificateResponse,
} from '@certkeep/contracts/runtime';
import { Cache } from './cache/cache.js';
import { Keeper } from './cache/keeper.js';
import { stateForm } from './cache/kept-state.js';
import type { Connection } from './connection.js';
import type { Endpoint } from './endpoint.js';
import { NodeClientError } from './errors.js';
import { Freshness } from './freshness.js';
import { Holder, type Taken } from './holder.js';
import { CertificateAgent, type Presenting } from './https-agent.js';
import type { Material } from './material.js';
import type { NodeClientEvents, NodeClientStatus, Offline } from './node-client-events.js';
import { noCertificate, noTruststore } from './missing.js';
import type { Settings } from './options.js';
import type { Presentation } from './presentation.js';
import { Presentations } from './presentations.js';
import { Presenters } from './presenters.js';
import { Receipts } from './receipts.js';
import { Reporter, type Report } from './reporter.js';
import { takeEvent } from './take-event.js';
import { TrustFollower } from './trust/trust-follower.js';
import type { Truststore } from './trust/truststore.js';
import { untilThere, type Found } from './until-there.js';
import { WatchLoop } from './watch-loop.js';

const defaultPatience = 30_000;

/** Keeps a node's certificate current, and presents it. Made by `connect`. */
export class NodeClient extends EventEmitter<NodeClientEvents> {
  readonly #settings: Settings;
  readonly #presenters = new Presenters();
  readonly #presentations: Presentations;
  readonly #holder: Holder;
  readonly #freshness: Freshness;
  readonly #keeper: Keeper;
  readonly #reporter: Reporter;
  readonly #receipts: Receipts;
  readonly #watch: WatchLoop<WatchCertificateRequest, WatchCertificateResponse>;
  readonly #trust: TrustFollower | undefined;
  readonly #started: Promise<void>;
  #offline: Offline | undefined;
  #online = false;
  /** Since when this process has presented what was kept, until Certkeep is told. */
  #onCacheSince: Date | undefined;
  #closed = false;

  constructor(settings: Settings) {
    super();
    const { endpoints, signingKey, nodeId, client, cache, clock } = settings;
    const tell = (error: NodeClientError) => {
      this.#tell(error);
    };
    this.#settings = settings;
    this.#presentations = new Presentations(this.#presenters, settings.truststore);
    this.#holder = new Holder((material) => this.#presentations.loadMaterial(material), signingKey, nodeId);
    this.#freshness = new Freshness(clock, () => {
      this.#becameTooOld();
    });
    const kept = cache && new Cache(cache.directory, endpoints[0].url, cache.secret, stateForm);
    this.#keeper = new Keeper(kept, clock, tell);
    this.#reporter = new Reporter(client, tell);
    this.#receipts = new Receipts(this.#reporter, settings.acknowledge);
    this.#watch = new WatchLoop(settings, Runtime.watchCertificate, {
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
    if (settings.truststore) {
      this.#trust = new TrustFollower(settings, (truststore) => this.#presentations.loadTrust(truststore), {
        changed: (truststore, previous) => this.emit('truststore', truststore, previous),
        online: () => this.emit('truststore-online'),
        failed: tell,
      });
    }
    this.#started = this.#start();
  }

  /** What is to be presented now; undefined when nothing is. */
  get current(): Material | undefined {
    return this.#freshness.isTooOld() ? undefined : this.#holder.material;
  }

  /** With `truststore`: whom the node's environment trusts; undefined until that is known. */
  get truststore(): Truststore | undefined {
    return this.#trust?.truststore;
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
      truststore: this.#trust?.status,
    };
  }

  /** For what makes connections of other kinds: it is given each certificate before that is presented. */
  get presenting(): Presenting {
    return {
      presenters: this.#presenters,
      toPresent: () => this.#toPresent(),
      connected: (socket, material) => {
        this.#receipts.connected(socket, material);
      },
    };
  }

  /**
   * Waits for a certificate, from Certkeep or from the kept copy, and with `truststore` for that as well.
   * @param patience milliseconds. Default 30,000
   * @throws NodeClientError NO_CERTIFICATE or NO_TRUSTSTORE that says what stood in the way, CLOSED
   */
  async ready(patience = defaultPatience): Promise<Material> {
    const certificate = this.#until(() => this.current, patience);
    const [{ value, latest }] = await Promise.all([certificate, this.#trust && this.trusted(patience)]);
    if (value === undefined) throw this.#nothingToPresent(latest);
    return value;
  }

  /**
   * With `truststore`: waits for it alone, from Certkeep or from the kept copy.
   * @param patience milliseconds. Default 30,000
   * @throws NodeClientError NO_TRUSTSTORE that says what stood in the way, CLOSED
   */
  async trusted(patience = defaultPatience): Promise<Truststore> {
    const { value, latest } = await this.#until(() => this.truststore, patience);
    if (value !== undefined) return value;
    const why = this.#trust === undefined ? 'connect was not asked for it' : undefined;
    throw noTruststore(why, this.#trust?.lastError ?? latest);
  }

  /** An agent for `https.request`, axios, got and others; each has its own connections. @throws TypeError */
  httpsAgent(options: AgentOptions = {}): CertificateAgent {
    return new CertificateAgent(this.presenting, options);
  }

  /** With `acknowledge: 'by-caller'`: says what became of a revision. */
  acknowledge(report: Report): void {
    this.#receipts.report(report);
  }

  /** Sends what is still to be told, and ends. Agents stay usable for requests that are under way, and no others. */
  async close(): Promise<void> {
    if (this.#closed) return;
    await this.#started;
    this.#closed = true;
    this.#receipts.close();
    this.#presenters.withdraw();
    await this.#reporter.settled();
    this.#reporter.offline();
    this.#freshness.stop();
    await Promise.all([this.#watch.stop(), this.#keeper.settled(), this.#trust?.stop()]);
  }

  async #start(): Promise<void> {
    // Trust first: what is presented is ready for use then.
    await this.#trust?.start();
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
    if (material !== undefined && onCacheSince !== undefined) this.#receipts.loaded(material);
  }

  #goOffline(error: NodeClientError): void {
    this.#reporter.offline();
    this.#online = false;
    const since = this.#offline?.since ?? new Date(this.#settings.clock.now());
    this.#offline = { since, error };
    this.emit('offline', this.#offline);
    this.#freshness.watch();
  }

  #hear(message: WatchCertificateResponse): void {
    const taken = takeEvent(this.#holder, message);
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

  #after(taken: Exclude<Taken, { kind: 'ignored' }>): void {
    switch (taken.kind) {
      case 'same':
        return;
      case 'presented':
        this.#receipts.delivered(taken.material);
        this.#presented(taken);
        return;
      case 'kept':
        this.#receipts.delivered(taken.material);
        this.#receipts.loaded(taken.material);
        // Who says what became of revisions has this one to tell of as well, and perhaps to try again.
        if (this.#settings.acknowledge === 'by-caller') this.emit('change', taken.material, taken.previous);
        return;
      case 'absent':
        if (!taken.stillPresented) this.#presenters.withdraw();
        this.emit('no-certificate', { ...taken.absence, stillPresented: taken.stillPresented });
        return;
      case 'failed':
        this.#receipts.failed(taken.certificate, taken.error.message);
        this.#tell(taken.error);
    }
  }

  #presented({ material, previous }: Extract<Taken, { kind: 'presented' }>): void {
    this.#receipts.loaded(material);
    this.emit('change', material, previous);
  }

  #becameTooOld(): void {
    const { material } = this.#holder;
    if (material === undefined) return;
    this.#presenters.withdraw();
    const message = 'Certkeep has not confirmed the certificate within the age that its environment allows.';
    this.emit('no-certificate', { reason: 'TOO_OLD', message, stillPresented: false });
  }

  #toPresent(): Presentation {
    this.#refuseClosed();
    const material = this.current;
    if (material === undefined) throw this.#nothingToPresent(this.#offline?.error);
    return this.#presentations.of(material);
  }

  async #until<Value>(look: () => Value | undefined, patience: number): Promise<Found<Value>> {
    await this.#started;
    this.#refuseClosed();
    const found = await untilThere(this, look, patience);
    this.#refuseClosed();
    return found;
  }

  #nothingToPresent(cause: NodeClientError | undefined): NodeClientError {
    const { absence, material } = this.#holder;
    const isTooOld = material !== undefined && this.#freshness.isTooOld();
    return noCertificate(isTooOld ? 'it is older than its environment allows' : absence?.message, cause);
  }

  #tell(error: NodeClientError): void {
    if (this.listenerCount('error') > 0) this.emit('error', error);
  }

  #refuseClosed(): void {
    if (this.#closed) throw new NodeClientError('CLOSED', 'The client is closed.');
  }
}
