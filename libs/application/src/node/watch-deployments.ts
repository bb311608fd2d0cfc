import type { EnvironmentId, NodeId } from '@certkeep/domain';
import type { Call } from '../call.js';
import type { ChangeFeed } from '../change-feed.js';
import type { Clock } from '../clock.js';
import { requireEnvironment } from '../environment/environment-use.js';
import { deploymentsOf, everyNode, type DeploymentPorts, type NodeDeployment } from './deployments.js';
import type { ApiNode } from './node.js';
import type { NodeReportStore } from './node-report.js';
import type { ReportDesk } from './report-desk.js';

export interface WatchDeploymentsPorts extends DeploymentPorts {
  readonly reports: Pick<NodeReportStore, 'standings' | 'reportedSince'>;
  readonly desk: Pick<ReportDesk, 'subscribe'>;
  readonly feed: ChangeFeed;
  readonly clock: Clock;
}

export type DeploymentEvent =
  { readonly kind: 'deployment'; readonly deployment: NodeDeployment } | { readonly kind: 'snapshot_complete' };

/** How often reports that came through other replicas are looked for, in milliseconds. */
const pollInterval = 500;
/** How far back they are looked for, in milliseconds: they are committed after they are dated, by other clocks. */
const overlap = 10_000;

/**
 * All deployments, then each that has become another; for a slow reader the newest alone. It ends when the signal aborts.
 * @throws DomainError NOT_FOUND for the environment
 */
export async function* watchDeployments(
  ports: WatchDeploymentsPorts,
  { caller: { company } }: Call,
  environmentId: EnvironmentId | undefined,
  signal: AbortSignal,
): AsyncGenerator<DeploymentEvent, void> {
  const { store, feed, desk, reports, clock } = ports;
  if (environmentId !== undefined) await requireEnvironment(store.view(company), environmentId);
  let mayAllHaveChanged = true;
  let wakeUp = (): void => undefined;
  const endings = [
    feed.subscribe((changed, changes) => {
      if (changed !== company || changes.every(({ kind }) => kind === 'credential')) return;
      mayAllHaveChanged = true;
      wakeUp();
    }),
    desk.subscribe((stored) => {
      if (stored.some((report) => report.company === company)) wakeUp();
    }),
  ];
  const wake = () => {
    wakeUp();
  };
  signal.addEventListener('abort', wake, { once: true });
  const told = new Map<NodeId, NodeDeployment>();
  let isFirst = true;
  try {
    while (!signal.aborted) {
      const began = clock.now();
      const looksAtAll = mayAllHaveChanged;
      mayAllHaveChanged = false;
      const nodes = looksAtAll
        ? await everyNode(ports, company, environmentId)
        : (
            await store
              .view(company)
              .nodes.findMany(await reports.reportedSince(company, new Date(began.getTime() - overlap)))
          ).filter((node) => environmentId === undefined || node.environmentId === environmentId);
      for (const deployment of await deploymentsOf(ports, company, nodes)) {
        const before = told.get(deployment.nodeId);
        if (before !== undefined && signOf(before) === signOf(deployment)) continue;
        told.set(deployment.nodeId, deployment);
        if (before !== undefined || deployment.state !== undefined) yield { kind: 'deployment', deployment };
      }
      for (const deployment of looksAtAll ? goneFrom(told, nodes) : []) {
        told.delete(deployment.nodeId);
        yield { kind: 'deployment', deployment };
      }
      if (isFirst) yield { kind: 'snapshot_complete' };
      isFirst = false;
      // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- changes come while others are awaited
      if (mayAllHaveChanged) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pollInterval).unref();
        wakeUp = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  } finally {
    for (const end of endings) end();
    signal.removeEventListener('abort', wake);
  }
}

/** Differs when a deployment is to be told again. */
function signOf(deployment: NodeDeployment): string {
  const { state, revision, nodeName, environmentId, certificateId, certificateName, last } = deployment;
  return JSON.stringify([state, revision, nodeName, environmentId, certificateId, certificateName, last]);
}

/** Those that were told of and are there no more, or in another environment: they are to have nothing. */
function goneFrom(told: ReadonlyMap<NodeId, NodeDeployment>, nodes: readonly ApiNode[]): readonly NodeDeployment[] {
  const there = new Set(nodes.map(({ id }) => id));
  return [...told.values()]
    .filter(({ nodeId }) => !there.has(nodeId))
    .map((before) => ({ ...before, state: undefined, certificateId: '', certificateName: '' }));
}
