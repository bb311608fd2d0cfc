import { AcknowledgementStage, type Deployment } from '@certkeep/contracts/connect';
import { stageNames, standingOf, standings } from './deployment-words.js';

/** How many consumers are how far. Those that are to present nothing count nowhere. */
export interface Counts {
  readonly acknowledged: number;
  readonly pending: number;
  readonly failed: number;
  readonly total: number;
}

export function countsOf(deployments: Iterable<Deployment>): Counts {
  const counts = { acknowledged: 0, pending: 0, failed: 0, total: 0 };
  for (const deployment of deployments) {
    const standing = standingOf(deployment);
    if (standing === 'nothing') continue;
    counts[standing]++;
    counts.total++;
  }
  return counts;
}

/** By environment id, in the order in which they come. */
export function byEnvironment(deployments: Iterable<Deployment>): ReadonlyMap<string, readonly Deployment[]> {
  return Map.groupBy(deployments, ({ environmentId }) => environmentId);
}

/** Those that failed first, then those that are on their way; within each by name. */
export function byUrgency(deployments: Iterable<Deployment>): readonly Deployment[] {
  const rankOf = (deployment: Deployment) => standings.indexOf(standingOf(deployment));
  return [...deployments].sort(
    (one, other) => rankOf(one) - rankOf(other) || one.consumerName.localeCompare(other.consumerName),
  );
}

/** What stands under the state: how far it got, or what it still has. Empty when there is nothing to add. */
export function progressText(deployment: Deployment): string {
  const { stage, revision, reportedRevision } = deployment;
  const standing = standingOf(deployment);
  switch (standing) {
    case 'nothing':
    case 'failed':
      return '';
    case 'acknowledged':
      return stageNames[stage];
    case 'pending':
      if (reportedRevision === 0n) return 'Nothing reported yet';
      if (stage === AcknowledgementStage.FAILED)
        return `Could not apply revision ${reportedRevision}, is to try ${revision}`;
      if (reportedRevision < revision) return `Has revision ${reportedRevision}, is to have ${revision}`;
      return stage === AcknowledgementStage.UNSPECIFIED ? '' : stageNames[stage];
  }
}
