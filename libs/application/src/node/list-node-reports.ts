import type { NodeId } from '@certkeep/domain';
import type { Call } from '../call.js';
import type { Page, PageRequest } from '../page.js';
import type { Store } from '../store.js';
import type { NodeReportStore, StoredReport } from './node-report.js';
import { requireNode } from './resolve-node.js';

/** What a node reported, newest first. @throws DomainError NOT_FOUND */
export const listNodeReports =
  ({ store, reports }: { readonly store: Store; readonly reports: Pick<NodeReportStore, 'list'> }) =>
  async ({ caller: { company } }: Call, node: NodeId, page: PageRequest): Promise<Page<StoredReport>> => {
    await requireNode(store.view(company), node);
    return reports.list(company, node, page);
  };

/** How long reports are kept: 90 days, in milliseconds. */
const retention = 90 * 24 * 60 * 60 * 1000;
/** Reports that are kept of one node. */
const mostOfOneNode = 1000;

/** Forgets reports that are older than 90 days, or of one node past its newest thousand. @returns how many */
export function purgeReports(reports: Pick<NodeReportStore, 'purge'>, now: Date): Promise<number> {
  return reports.purge(new Date(now.getTime() - retention), mostOfOneNode);
}
