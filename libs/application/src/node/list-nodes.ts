import type { NodeId } from '@certkeep/domain';
import type { Call } from '../call.js';
import type { Page, PageRequest } from '../page.js';
import type { Store } from '../store.js';
import { resolveNode, resolveNodes, type ResolvedNode } from './resolve-node.js';

/** @throws DomainError NOT_FOUND */
export const getNode =
  ({ store }: { readonly store: Store }) =>
  (call: Call, id: NodeId): Promise<ResolvedNode> =>
    resolveNode(store.view(call.caller.company), id);

export const listNodes =
  ({ store }: { readonly store: Store }) =>
  async (call: Call, query: { readonly search: string; readonly page: PageRequest }): Promise<Page<ResolvedNode>> => {
    const view = store.view(call.caller.company);
    const page = await view.nodes.list(query);
    return { ...page, rows: await resolveNodes(view, page.rows) };
  };
