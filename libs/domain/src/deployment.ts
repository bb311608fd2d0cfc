/** How far a consumer got with what it was given. */
export const reportStages = ['DELIVERED', 'LOADED', 'USED', 'FAILED'] as const;
export type ReportStage = (typeof reportStages)[number];

/** The last that a consumer said. */
export interface LastReport {
  readonly revision: number;
  readonly stage: ReportStage;
  /** Of what it should have had when it reported; empty when the report was about something else. */
  readonly etag: string;
}

export type DeploymentState = 'PENDING' | 'ACKNOWLEDGED' | 'FAILED';

/**
 * Where a consumer stands with what it should have. That something arrived is no proof that it is used, so only what is
 * loaded counts as acknowledged.
 * @param etag of what it should have
 */
export function deploymentState(etag: string, last: LastReport | undefined): DeploymentState {
  if (last === undefined || last.etag !== etag) return 'PENDING';
  switch (last.stage) {
    case 'DELIVERED':
      return 'PENDING';
    case 'LOADED':
    case 'USED':
      return 'ACKNOWLEDGED';
    case 'FAILED':
      return 'FAILED';
  }
}

const rank: Readonly<Record<ReportStage, number>> = { DELIVERED: 1, LOADED: 2, USED: 3, FAILED: 4 };

/**
 * Whether a report that has come says more than the last one. Reports overtake each other on their way: what is about
 * something older than the last one, or a step before it with the same, says nothing new.
 */
export function supersedes(next: LastReport, last: LastReport | undefined): boolean {
  if (last === undefined) return true;
  if (next.etag === '' || next.etag !== last.etag) return next.etag !== '' || next.revision >= last.revision;
  return last.stage === 'FAILED' || rank[next.stage] >= rank[last.stage];
}
