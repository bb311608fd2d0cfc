import type { NodeDeployment, StoredReport } from '@certkeep/application';
import { DomainError, reportStages, type DeploymentState, type ReportStage } from '@certkeep/domain';
import {
  AcknowledgementStage,
  DeploymentState as WireState,
  type Deployment,
  type NodeReport,
} from '@certkeep/contracts/grpc';

export function deploymentMessage(deployment: NodeDeployment): Deployment {
  const { last, state } = deployment;
  return {
    environmentId: deployment.environmentId ?? '',
    revision: BigInt(deployment.revision),
    consumerKind: 'node',
    consumerId: deployment.nodeId,
    consumerName: deployment.nodeName,
    state: state === undefined ? WireState.UNSPECIFIED : WireState[state],
    reportedRevision: BigInt(last?.revision ?? 0),
    stage: last === undefined ? AcknowledgementStage.UNSPECIFIED : AcknowledgementStage[last.stage],
    failureMessage: last?.failureMessage ?? '',
    reportTime: last?.reportTime,
    certificateId: deployment.certificateId,
    certificateName: deployment.certificateName,
    sha256Fingerprint: last?.sha256 ?? '',
    runningOnCacheSince: last?.cacheSince,
    commitTime: deployment.commitTime,
  };
}

export function reportMessage(report: StoredReport): NodeReport {
  return {
    revision: BigInt(report.revision),
    stage: AcknowledgementStage[report.stage],
    certificateId: report.certificateId,
    certificateName: report.certificateName,
    sha256Fingerprint: report.sha256,
    failureMessage: report.failureMessage,
    runningOnCacheSince: report.cacheSince,
    reportTime: report.reportTime,
    client: report.client,
  };
}

/** @throws DomainError FIELD_INVALID */
export function stageFrom(stage: AcknowledgementStage): ReportStage {
  const found = reportStages.find((known) => AcknowledgementStage[known] === stage);
  if (found !== undefined) return found;
  throw new DomainError('FIELD_INVALID', `The stage is missing or not known. Send ${reportStages.join(', ')}.`, {
    field: 'stage',
  });
}

const states: readonly DeploymentState[] = ['PENDING', 'ACKNOWLEDGED', 'FAILED'];

/** @throws DomainError FIELD_INVALID */
export function stateFrom(state: WireState): DeploymentState {
  const found = states.find((known) => WireState[known] === state);
  if (found !== undefined) return found;
  throw new DomainError('FIELD_INVALID', `This state of a deployment is not known. Send ${states.join(', ')}.`, {
    field: 'states',
  });
}
