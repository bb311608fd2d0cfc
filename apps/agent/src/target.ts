import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connect, type NodeClient } from '@certkeep/node-client';
import { apply, ReloadError } from './apply.js';
import type { TargetConfig } from './config.js';
import { credentialOf } from './credential.js';
import { factsOf } from './facts.js';
import { holdingsFor, needsOf, type Holdings } from './holdings.js';
import { readStatus, waiting, writeStatus, type TargetStatus } from './target-status.js';

/** Before what could not be applied is tried again: doubles from the first to the longest. Milliseconds. */
export interface Patience {
  readonly first: number;
  readonly longest: number;
}

const defaultPatience: Patience = { first: 5_000, longest: 300_000 };

/** Keeps one target current: what comes is applied, the newest first, one at a time. */
export class Target {
  readonly #client: NodeClient;
  readonly #statusPath: string;
  readonly #stopping = new AbortController();
  #status: TargetStatus;
  /** What is to be applied next. */
  #next: Holdings | undefined;
  #wake: (() => void) | undefined;
  #saving: Promise<void> = Promise.resolve();

  private constructor(
    private readonly config: TargetConfig,
    stateDirectory: string,
    last: TargetStatus | undefined,
    private readonly say: (line: string) => void,
    private readonly patience: Patience,
  ) {
    this.#statusPath = statusPath(stateDirectory, config.name);
    this.#status = { ...(last ?? waiting(config.name)), online: false };
    this.#client = connect({
      endpoint: config.endpoints,
      ...credentialOf(config),
      allowPlaintext: config.allowPlaintext,
      cache: { directory: join(stateDirectory, `${config.name}.cache`) },
      acknowledge: 'by-caller',
      truststore: needsOf(config).truststore,
      software: 'certkeep-agent/0.1.0',
    });
    this.#listen();
  }

  /** @param say is told what happens, a line each time */
  static async start(
    config: TargetConfig,
    stateDirectory: string,
    say: (line: string) => void,
    patience = defaultPatience,
  ): Promise<Target> {
    const last = await readStatus(statusPath(stateDirectory, config.name));
    return new Target(
      config,
      stateDirectory,
      last,
      (line) => {
        say(`${config.name}: ${line}`);
      },
      patience,
    );
  }

  /** Applies what comes until it is stopped. */
  async run(): Promise<void> {
    const { signal } = this.#stopping;
    let failures = 0;
    while (!signal.aborted) {
      const holdings = this.#next;
      this.#next = undefined;
      if (holdings === undefined) {
        await new Promise<void>((resolve) => (this.#wake = resolve));
        continue;
      }
      failures = (await this.#apply(holdings)) ? 0 : failures + 1;
      if (failures === 0) continue;
      const delay = Math.min(this.patience.longest, this.patience.first * 2 ** Math.min(20, failures - 1));
      const woken = new Promise<void>((resolve) => (this.#wake = resolve));
      const timer = new AbortController();
      await Promise.race([woken, pause(delay, undefined, { signal: timer.signal }).catch(() => undefined)]);
      timer.abort();
      // A newer one takes its place; otherwise the same again.
      this.#next ??= holdings;
    }
  }

  /**
   * Applies what there is, once: Certkeep's, or what is kept when Certkeep doesn't answer.
   * @param patience milliseconds to wait for it; a third of that for Certkeep
   * @returns whether it is applied
   */
  async once(patience: number): Promise<boolean> {
    try {
      await this.#contact(patience / 3);
      const needs = needsOf(this.config);
      const [material, truststore] = await Promise.all([
        needs.certificate ? this.#client.ready(patience) : undefined,
        needs.truststore ? this.#client.trusted(patience) : undefined,
      ]);
      return await this.#apply({ material, truststore });
    } catch (error) {
      this.#failed(error, this.#status.written);
      return false;
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#wake?.();
    await this.#client.close();
    this.#save({ online: false });
    await this.#saving;
  }

  /** Until Certkeep has confirmed what is held, or the patience ends: what is kept may be older. */
  async #contact(patience: number): Promise<void> {
    const timer = new AbortController();
    const { online, truststore } = this.#client.status;
    const contacts: Promise<unknown>[] = [];
    if (!online) contacts.push(new Promise((resolve) => this.#client.once('online', resolve)));
    if (truststore?.online === false) {
      contacts.push(new Promise<void>((resolve) => this.#client.once('truststore-online', resolve)));
    }
    const late = pause(patience, undefined, { signal: timer.signal }).catch(() => undefined);
    await Promise.race([Promise.all(contacts), late]);
    timer.abort();
  }

  #listen(): void {
    const takeWhatIsThere = () => {
      const { current: material, truststore } = this.#client;
      this.#next = holdingsFor(this.config, { material, truststore }) ?? this.#next;
      if (this.#next !== undefined) this.#wake?.();
    };
    if (needsOf(this.config).certificate) this.#client.on('change', takeWhatIsThere);
    this.#client.on('truststore', takeWhatIsThere);
    this.#client.on('online', ({ endpoint }) => {
      this.say(`online at ${endpoint}`);
      this.#save({ online: true });
    });
    this.#client.on('offline', ({ error }) => {
      if (this.#status.online || this.#status.message !== error.message) this.say(error.message);
      this.#save({ online: false, ...(this.#status.result === 'waiting' ? { message: error.message } : {}) });
    });
    this.#client.on('no-certificate', ({ message, reason }) => {
      if (!needsOf(this.config).certificate) return;
      this.say(`nothing new to apply (${reason}): ${message}`);
      if (this.#status.result === 'waiting') this.#save({ message });
    });
    this.#client.on('error', (error) => {
      this.say(error.message);
    });
  }

  async #apply(holdings: Holdings): Promise<boolean> {
    const { material, truststore } = holdings;
    const facts = factsOf(holdings);
    try {
      const written = await apply(this.config, holdings, this.#status);
      this.#save({ ...facts, written, result: 'applied', message: '', time: new Date().toISOString() });
      if (material !== undefined) {
        const { revision, fingerprint, certificateName } = material;
        this.#client.acknowledge({ stage: 'LOADED', revision, fingerprint });
        this.say(`${certificateName}, revision ${revision}, is applied`);
      }
      if (truststore !== undefined) {
        this.say(`the truststore of ${truststore.entries.size}, revision ${truststore.revision}, is applied`);
      }
      return true;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (material !== undefined) {
        const { revision, fingerprint } = material;
        this.#client.acknowledge({ stage: 'FAILED', revision, fingerprint, message });
      }
      if (error instanceof ReloadError) this.#save(facts);
      this.#failed(error, error instanceof ReloadError ? error.written : this.#status.written);
      return false;
    }
  }

  #failed(error: unknown, written: TargetStatus['written']): void {
    const message = error instanceof Error ? error.message : String(error);
    this.say(message);
    this.#save({ result: 'failed', message, written, time: new Date().toISOString() });
  }

  #save(changes: Partial<TargetStatus>): void {
    this.#status = { ...this.#status, ...changes };
    const status = this.#status;
    this.#saving = this.#saving
      .then(() => writeStatus(this.#statusPath, status))
      .catch((error: unknown) => {
        this.say(`Its status can’t be written: ${error instanceof Error ? error.message : String(error)}`);
      });
  }
}

export function statusPath(stateDirectory: string, target: string): string {
  return join(stateDirectory, `${target}.status.json`);
}
