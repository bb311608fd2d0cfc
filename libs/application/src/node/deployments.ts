import {
  deploymentState,
  nameKey,
  type CompanyId,
  type DeploymentState,
  type EnvironmentId,
  type NodeId,
} from '@certkeep/domain';
import type { Call } from '../call.js';
import { requireEnvironment } from '../environment/environment-use.js';
import type { Page, PageRequest } from '../page.js';
import type { NodeState } from '../runtime/company-nodes.js';
import type { RuntimeView } from '../runtime/runtime-view.js';
import type { Store } from '../store.js';
import type { NodeReport, NodeReportStore, NodeStanding } from './node-report.js';
import type { ApiNode } from './node.js';

/** How far a node is with what it should have. */
export interface NodeDeployment {
  readonly nodeId: NodeId;
  readonly nodeName: string;
  readonly environmentId: EnvironmentId | undefined;
  /** Absent: it is to have nothing. */
  readonly state: DeploymentState | undefined;
  /** Since which revision it should have what it should have. */
  readonly revision: number;
  readonly commitTime: Date;
  readonly certificateId: string;
  readonly certificateName: string;
  readonly last: NodeReport | undefined;
}

export function deploymentOf(node: ApiNode, state: NodeState, standing: NodeStanding | undefined): NodeDeployment {
  const { presented } = state;
  const last = standing?.last;
  const certificate = presented.kind === 'certificate' ? presented : undefined;
  return {
    nodeId: node.id,
    nodeName: node.name,
    environmentId: node.environmentId,
    state: certificate === undefined ? undefined : deploymentState(state.etag, last),
    // A process that began later knows only that it is so since then at the latest.
    revision: last?.etag === state.etag ? Math.min(state.revision, last.revision) : state.revision,
    commitTime: state.commitTime,
    certificateId: certificate?.certificateId ?? '',
    certificateName: certificate?.certificateName ?? '',
    last,
  };
}

export interface DeploymentPorts {
  readonly store: Store;
  readonly runtime: Pick<RuntimeView<unknown>, 'statesOf'>;
  readonly reports: Pick<NodeReportStore, 'standings'>;
}

/** Of these nodes, how far each is; those that were deleted meanwhile are left out. */
export async function deploymentsOf(
  { runtime, reports }: Omit<DeploymentPorts, 'store'>,
  company: CompanyId,
  nodes: readonly ApiNode[],
): Promise<readonly NodeDeployment[]> {
  const ids = nodes.map(({ id }) => id);
  const states = new Map((await runtime.statesOf(company, ids)).map((state) => [state.id, state]));
  const standings = await reports.standings(company, ids);
  return nodes.flatMap((node) => {
    const state = states.get(node.id);
    return state === undefined ? [] : [deploymentOf(node, state, standings.get(node.id))];
  });
}

export interface DeploymentQuery {
  /** Absent: all. */
  readonly environmentId: EnvironmentId | undefined;
  /** None: all. */
  readonly states: readonly DeploymentState[];
  readonly page: PageRequest;
}

/** Nodes that are looked at together, when most of them may be left out. */
const atATime = 500;

/** Of the nodes that should have something, by name. @throws DomainError NOT_FOUND for the environment */
export const listDeployments =
  (ports: DeploymentPorts) =>
  async (
    { caller: { company } }: Call,
    { environmentId, states, page }: DeploymentQuery,
  ): Promise<Page<NodeDeployment>> => {
    const view = ports.store.view(company);
    if (environmentId !== undefined) await requireEnvironment(view, environmentId);
    const rows: NodeDeployment[] = [];
    let after = page.after;
    do {
      const nodes = await view.nodes.list({
        search: '',
        environmentId,
        certificateId: undefined,
        page: { size: atATime, ...(after === undefined ? {} : { after }) },
      });
      for (const deployment of await deploymentsOf(ports, company, nodes.rows)) {
        const { state } = deployment;
        if (state === undefined || (states.length > 0 && !states.includes(state))) continue;
        if (rows.length === page.size) {
          const last = rows.at(-1);
          return last === undefined ? { rows } : { rows, next: { key: nameKey(last.nodeName), id: last.nodeId } };
        }
        rows.push(deployment);
      }
      after = nodes.next;
    } while (after !== undefined);
    return { rows };
  };

/** Every node of a company, or of one environment. */
export async function everyNode(
  { store }: Pick<DeploymentPorts, 'store'>,
  company: CompanyId,
  environmentId: EnvironmentId | undefined,
): Promise<readonly ApiNode[]> {
  const found: ApiNode[] = [];
  const view = store.view(company);
  let after: PageRequest['after'];
  do {
    const page = await view.nodes.list({
      search: '',
      environmentId,
      certificateId: undefined,
      page: { size: atATime, ...(after === undefined ? {} : { after }) },
    });
    found.push(...page.rows);
    after = page.next;
  } while (after !== undefined);
  return found;
}
