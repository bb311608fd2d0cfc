import type { CompanyId } from '@certkeep/domain';
import type { Clock } from '../clock.js';
import type { RuntimeView } from '../runtime/runtime-view.js';
import { deploymentOf, type DeploymentPorts, type NodeDeployment } from './deployments.js';
import type { NodeStanding } from './node-report.js';
import type { ResolvedNode } from './resolve-node.js';

/** A node with everything that is known of it. */
export interface NodeDetails extends ResolvedNode {
  readonly standing: NodeStanding | undefined;
  readonly deployment: NodeDeployment | undefined;
  /** It watches now, through any replica; of another replica's nodes that is known within some minutes. */
  readonly watching: boolean;
}

export interface NodeDetailsPorts extends Omit<DeploymentPorts, 'store'> {
  readonly runtime: Pick<RuntimeView<unknown>, 'statesOf' | 'isWatched'>;
  readonly clock: Clock;
}

/** Of nodes as they are stored, how they do. */
export async function withDetails(
  { runtime, reports, clock }: NodeDetailsPorts,
  company: CompanyId,
  nodes: readonly ResolvedNode[],
): Promise<readonly NodeDetails[]> {
  const ids = nodes.map(({ node }) => node.id);
  const states = new Map((await runtime.statesOf(company, ids)).map((state) => [state.id, state]));
  const standings = await reports.standings(company, ids);
  const now = clock.now();
  return nodes.map((resolved) => {
    const { node } = resolved;
    const [state, standing] = [states.get(node.id), standings.get(node.id)];
    const watching = runtime.isWatched(company, node.id) || (standing !== undefined && standing.watchedUntil > now);
    const deployment = state === undefined ? undefined : deploymentOf(node, state, standing);
    return { ...resolved, standing, deployment, watching };
  });
}
