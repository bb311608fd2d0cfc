import { mayReplaceTrust, type CompanyId, type EnvironmentId } from '@certkeep/domain';
import type { ChangeFeed } from './change-feed.js';
import type { Clock } from './clock.js';
import type { CompanyDirectory } from './company/company-repository.js';
import type { TrustHolder } from './outgoing-trust.js';
import type { Store } from './store.js';
import type { Truststore } from './truststore/truststore.js';
import type { TruststoreView } from './truststore/truststore-view.js';

interface Ports {
  readonly store: Store;
  readonly companies: CompanyDirectory;
  readonly view: TruststoreView;
  readonly feed: ChangeFeed;
  readonly clock: Clock;
  readonly holder: TrustHolder;
  /** Told when a company's trust could not be brought up to date; it stays as it was. */
  readonly onFailure: (company: CompanyId, error: unknown) => void;
}

/** What this process trusts on a company's outgoing connections. */
export interface ProcessTrustState {
  readonly environmentId: EnvironmentId;
  readonly revision: number;
  readonly entryCount: number;
  readonly loadTime: Date;
  /** Why what came later isn't in it; undefined when it is current. */
  readonly failure: string | undefined;
}

/** Somebody who wants to know of each truststore that this process begins to trust: whoever writes it into files. */
export type TrustListener = (truststore: Truststore) => void;

/**
 * Keeps what this process trusts as the companies' API_MANAGER environments have it: loaded at the start, and changed
 * with every change, whichever replica made it. What can't be read changes nothing, and what was read empty nothing
 * either, unless a change has led there.
 */
export class ProcessTrust {
  private readonly states = new Map<CompanyId, ProcessTrustState>();
  private readonly followed = new Map<CompanyId, Promise<void>>();
  private readonly listeners = new Set<TrustListener>();
  private readonly ends: (() => void)[] = [];

  constructor(private readonly ports: Ports) {}

  /** When it resolves, every company's trust is loaded. @throws the database's error */
  async start(): Promise<void> {
    const { companies, feed, onFailure } = this.ports;
    for (const { id } of await companies.list()) await this.ensure(id);
    this.ends.push(
      // A company that was made while this process runs shows itself by its first change.
      feed.subscribe((company) => {
        this.ensure(company).catch((error: unknown) => {
          onFailure(company, error);
        });
      }),
    );
  }

  stop(): void {
    for (const end of this.ends.splice(0)) end();
  }

  /** When it resolves, the company's trust is loaded. */
  ensure(company: CompanyId): Promise<void> {
    const known = this.followed.get(company);
    if (known !== undefined) return known;
    const following = this.follow(company);
    this.followed.set(company, following);
    following.catch(() => this.followed.delete(company));
    return following;
  }

  stateOf(company: CompanyId): ProcessTrustState | undefined {
    return this.states.get(company);
  }

  allStates(): ReadonlyMap<CompanyId, ProcessTrustState> {
    return this.states;
  }

  listen(listener: TrustListener): void {
    this.listeners.add(listener);
  }

  private async follow(company: CompanyId): Promise<void> {
    const { store, view } = this.ports;
    const { id } = await store.view(company).environments.apiManager();
    const kept = view.of(company, id);
    this.take(await kept.require());
    this.ends.push(
      view.follow(company, id, () => {
        const { known, failure } = kept;
        if (failure !== undefined) this.fail(company, failure);
        else if (known !== undefined) this.take(known);
      }),
    );
    // What has changed while nobody followed.
    this.take(await kept.require());
  }

  private take(truststore: Truststore): void {
    const { company, environmentId, revision, entries, followsChange } = truststore;
    const before = this.states.get(company);
    const read = { revision, entryCount: entries.length };
    if (!mayReplaceTrust(before, read, followsChange)) {
      const error = new Error(
        'What is trusted was read empty, and no change is known that removed it. What was loaded before stays.',
      );
      this.fail(company, error);
      return;
    }
    if (before?.revision === revision && before.failure === undefined) return;
    this.ports.holder.replace(
      company,
      entries.map(({ der }) => der),
    );
    this.states.set(company, { environmentId, ...read, loadTime: this.ports.clock.now(), failure: undefined });
    for (const listener of this.listeners) listener(truststore);
  }

  private fail(company: CompanyId, error: unknown): void {
    const state = this.states.get(company);
    const failure = error instanceof Error ? error.message : String(error);
    if (state !== undefined) this.states.set(company, { ...state, failure });
    this.ports.onFailure(company, error);
  }
}
