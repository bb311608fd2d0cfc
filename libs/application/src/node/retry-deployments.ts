import { DomainError, type CertificateId, type EnvironmentId, type NodeId } from '@certkeep/domain';
import type { AuditTarget } from '../audit/audit-event.js';
import type { Call } from '../call.js';
import { requireCertificate } from '../certificate/require-certificate.js';
import { requireEnvironment } from '../environment/environment-use.js';
import type { CompanyView } from '../store.js';
import { deploymentsOf, everyNode, type DeploymentPorts } from './deployments.js';
import type { ApiNode } from './node.js';
import { requireNode } from './resolve-node.js';

/** What is left out restricts nothing. */
export interface RetriedDeployments {
  readonly nodeId: NodeId | undefined;
  readonly environmentId: EnvironmentId | undefined;
  /** Nodes that are to present it. */
  readonly certificateId: CertificateId | undefined;
}

/**
 * Has nodes try again that reported to have failed with what they are to present: it becomes a new revision, which they
 * are told at once or when they are back. Others are left alone.
 * @returns how many are to try again
 * @throws DomainError NOT_FOUND, FIELD_INVALID when nothing is named
 */
export const retryDeployments =
  (ports: DeploymentPorts) =>
  async (call: Call, named: RetriedDeployments): Promise<number> => {
    const failed = await failedNodes(ports, call, named);
    return ports.store.change(call, async (transaction) => {
      const target = await targetOf(transaction, named);
      const there = (await transaction.nodes.findMany(failed)).map(({ id }) => id);
      if (there.length > 0) {
        const changes = there.map((recordId) => ({ kind: 'deployment' as const, recordId }));
        await transaction.nodes.askAgain(there, await transaction.changes.appendMany(changes));
      }
      await transaction.audit.record('node.deployment.retry', target, { nodes: String(there.length) });
      return there.length;
    });
  };

async function failedNodes(
  ports: DeploymentPorts,
  { caller: { company } }: Call,
  { nodeId, environmentId, certificateId }: RetriedDeployments,
): Promise<readonly NodeId[]> {
  const nodes: readonly ApiNode[] =
    nodeId === undefined
      ? await everyNode(ports, company, environmentId)
      : await ports.store.view(company).nodes.findMany([nodeId]);
  const deployments = await deploymentsOf(ports, company, nodes);
  return deployments
    .filter(
      (deployment) =>
        deployment.state === 'FAILED' &&
        (environmentId === undefined || deployment.environmentId === environmentId) &&
        (certificateId === undefined || deployment.certificateId === certificateId),
    )
    .map((deployment) => deployment.nodeId);
}

/** The narrowest that is named; all of them are there. */
async function targetOf(
  view: CompanyView,
  { nodeId, environmentId, certificateId }: RetriedDeployments,
): Promise<AuditTarget> {
  const targets: AuditTarget[] = [];
  if (nodeId !== undefined) targets.push({ type: 'node', id: nodeId, name: (await requireNode(view, nodeId)).name });
  if (certificateId !== undefined) {
    const { name } = await requireCertificate(view.certificates, certificateId);
    targets.push({ type: 'certificate', id: certificateId, name });
  }
  if (environmentId !== undefined) {
    const { environment } = await requireEnvironment(view, environmentId);
    targets.push({ type: 'environment', id: environmentId, name: environment.name });
  }
  const [narrowest] = targets;
  if (narrowest !== undefined) return narrowest;
  throw new DomainError('FIELD_INVALID', 'Name the node, the environment or the certificate to try again.', {
    field: 'node_id',
  });
}
