import { AcknowledgementStage, DeploymentState, type Deployment } from '@certkeep/contracts/connect';

/** Where a consumer stands, as people are told. `nothing`: it is to have nothing, so nothing is waited for. */
export type Standing = 'failed' | 'pending' | 'acknowledged' | 'nothing';

/** In the order in which they want to be looked at. */
export const standings: readonly Standing[] = ['failed', 'pending', 'acknowledged', 'nothing'];

/** @param deployment absent where there is none */
export function standingOf(deployment: Deployment | undefined): Standing {
  switch (deployment?.state) {
    case DeploymentState.FAILED:
      return 'failed';
    case DeploymentState.ACKNOWLEDGED:
      return 'acknowledged';
    case DeploymentState.PENDING:
      return 'pending';
    case DeploymentState.UNSPECIFIED:
    case undefined:
      return 'nothing';
  }
}

/** As people read them. */
export const standingNames: Readonly<Record<Standing, string>> = {
  failed: 'Failed',
  pending: 'Pending',
  acknowledged: 'Acknowledged',
  nothing: 'Nothing to present',
};

/** What a consumer has done with a revision. */
export const stageNames: Readonly<Record<AcknowledgementStage, string>> = {
  [AcknowledgementStage.UNSPECIFIED]: '',
  [AcknowledgementStage.DELIVERED]: 'Delivered',
  [AcknowledgementStage.LOADED]: 'Loaded',
  [AcknowledgementStage.USED]: 'Used in a handshake',
  [AcknowledgementStage.FAILED]: 'Not applied',
};

/** What a consumer is, as people read it. */
export function consumerKindName(kind: string): string {
  switch (kind) {
    case 'node':
      return 'API node';
    case 'watcher':
      return 'Watcher';
    case 'file':
      return 'File job';
    default:
      return kind;
  }
}
