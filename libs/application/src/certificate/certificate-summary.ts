import type { Call } from '../call.js';
import type { Store } from '../store.js';
import type { CertificateFilter } from './certificate-filter.js';

export interface SummaryQuery {
  readonly filter: CertificateFilter;
  /** The moment that statuses are counted at. */
  readonly at: Date;
  /** Weeks from that moment on whose ends are counted; 0 for none. */
  readonly timelineWeeks: number;
}

/** Counts that overlap: a certificate can be in use and expire soon. */
export interface CertificateSummary {
  readonly total: number;
  readonly inUse: number;
  readonly notInUse: number;
  readonly valid: number;
  readonly upcoming: number;
  readonly expiresSoon: number;
  readonly expired: number;
  readonly timeline: readonly WeekCount[];
}

/** How many certificates end in a week. */
export interface WeekCount {
  /** Monday, 00:00 UTC. */
  readonly weekStart: Date;
  readonly count: number;
}

export const summarizeCertificates =
  ({ store }: { readonly store: Store }) =>
  (call: Call, query: SummaryQuery): Promise<CertificateSummary> =>
    store.view(call.caller.company).certificates.summarize(query);
