import type { CompanyId, EnvironmentId } from '@certkeep/domain';
import type { ChangeFeed, LoggedChange } from '../change-feed.js';
import { requireSight } from '../require-sight.js';
import type { Store } from '../store.js';
import { KeptTruststore } from './kept-truststore.js';
import type { SystemRoots } from './system-roots.js';
import type { Truststore } from './truststore.js';

interface Ports {
  readonly store: Store;
  readonly feed: ChangeFeed;
  readonly systemRoots: SystemRoots;
  /** Told of each read that failed; the truststore stays as it was. */
  readonly onReadFailure: (error: unknown) => void;
}

/** Truststores that are kept though nobody follows them; past it the one that was asked for longest ago goes. */
const mostKept = 32;
/** Milliseconds until a read that failed is tried again. */
const retryInterval = 1000;

/** What environments trust, kept in memory: followed ones are current within the feed's delay, others when asked for. */
export class TruststoreView {
  private readonly companies = new Map<CompanyId, Map<EnvironmentId, KeptTruststore>>();

  constructor(private readonly ports: Ports) {
    ports.feed.subscribe((company, changes) => {
      this.note(company, changes);
    });
  }

  /** @throws DomainError NOT_FOUND for an environment that the company doesn't have */
  require(company: CompanyId, environment: EnvironmentId): Promise<Truststore> {
    return this.of(company, environment).require();
  }

  /** The one that is kept. Asked for again later, it may be another one, unless somebody listens to it. */
  of(company: CompanyId, environment: EnvironmentId): KeptTruststore {
    const kept = this.companies.get(company) ?? new Map<EnvironmentId, KeptTruststore>();
    this.companies.set(company, kept);
    const truststore = kept.get(environment) ?? new KeptTruststore(this.ports, company, environment);
    kept.delete(environment);
    kept.set(environment, truststore);
    this.forgetOldest(kept);
    return truststore;
  }

  /** @returns a function that ends it */
  follow(company: CompanyId, environment: EnvironmentId, listener: () => void): () => void {
    const { listeners } = this.of(company, environment);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** @throws DomainError DATABASE_UNAVAILABLE when what has changed elsewhere can’t be known */
  requireSight(): void {
    requireSight(this.ports.feed);
  }

  private note(company: CompanyId, changes: readonly LoggedChange[]): void {
    for (const truststore of this.companies.get(company)?.values() ?? []) {
      if (truststore.note(changes) && truststore.listeners.size > 0) this.refresh(truststore);
    }
  }

  private refresh(truststore: KeptTruststore): void {
    truststore.require().catch((error: unknown) => {
      this.ports.onReadFailure(error);
      setTimeout(() => {
        if (truststore.listeners.size > 0 && truststore.isStale) this.refresh(truststore);
      }, retryInterval).unref();
    });
  }

  private forgetOldest(kept: Map<EnvironmentId, KeptTruststore>): void {
    if (kept.size <= mostKept) return;
    for (const [environment, { listeners }] of kept) {
      if (listeners.size > 0) continue;
      kept.delete(environment);
      return;
    }
  }
}
