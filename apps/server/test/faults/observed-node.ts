import { connect, type ConnectOptions, type Material, type NodeClient } from '@certkeep/node-client';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** File times are this much coarser than the clock. Milliseconds. */
const coarseness = 50;

/** A node with the real client, and somebody beside it who trusts nobody and writes down what must never be. */
export class ObservedNode {
  readonly complaints: string[] = [];
  /** Reasons of errors that the client told of, and how often. */
  readonly told = new Map<string, number>();
  /** Certkeep said last that the node's token is none. */
  isRefused = false;
  /** How often Certkeep was away. */
  timesOffline = 0;
  private revision = 0;
  private notKept: number | undefined;
  private readonly meanings = new Map<number, string>();
  private readonly fingerprints: string[] = [];
  private running: NodeClient | undefined;

  /**
   * @param mayPresent fingerprints of what is the node's own; asked at each change
   * @param options for each start, with the same folder for the copy
   */
  constructor(
    readonly id: string,
    readonly token: string,
    private readonly mayPresent: (fingerprint: string) => boolean,
    private readonly options: ConnectOptions,
  ) {}

  get client(): NodeClient {
    if (this.running === undefined) throw new TypeError(`node ${this.id} is not started`);
    return this.running;
  }

  /** Of what it has put in place, in this order. */
  get history(): readonly string[] {
    return this.fingerprints;
  }

  start(): void {
    const client = connect({ ...this.options, token: this.token });
    client.on('change', (material) => {
      this.apply(material);
    });
    client.on('online', () => (this.isRefused = false));
    client.on('offline', ({ error }) => {
      this.isRefused = error.reason === 'CREDENTIAL_REFUSED';
      this.timesOffline += 1;
    });
    client.on('error', ({ reason }) => {
      this.told.set(reason, (this.told.get(reason) ?? 0) + 1);
      if (reason === 'CACHE_NOT_WRITTEN') this.notKept = Date.now();
    });
    this.running = client;
  }

  /** Ends the client and starts another on what it kept. */
  async restart(): Promise<void> {
    await this.stop();
    this.start();
  }

  async stop(): Promise<void> {
    await this.running?.close();
  }

  /** Whether it has caught up on the last writing that failed, or never will, being deleted. */
  async hasKept(): Promise<boolean> {
    if (this.notKept === undefined || this.isRefused) return true;
    const directory = this.options.cache?.directory ?? '';
    const state = (await readdir(directory).catch(() => [])).find((name) => name.endsWith('.state'));
    return state !== undefined && (await stat(join(directory, state))).mtimeMs > this.notKept - coarseness;
  }

  private apply({ revision, fingerprint, nodeId }: Material): void {
    const before = this.revision;
    const what = `node ${this.id} was given revision ${revision} with ${fingerprint}`;
    if (revision < before) this.complaints.push(`${what} after revision ${before}`);
    if (nodeId !== this.id) this.complaints.push(`${what}, which is node ${nodeId}’s`);
    if (!this.mayPresent(fingerprint)) this.complaints.push(`${what}, which is not its own`);
    const meaning = this.meanings.get(revision);
    if (meaning !== undefined && meaning !== fingerprint) this.complaints.push(`${what}, and with ${meaning} before`);
    this.meanings.set(revision, fingerprint);
    this.revision = revision;
    this.fingerprints.push(fingerprint);
  }
}
