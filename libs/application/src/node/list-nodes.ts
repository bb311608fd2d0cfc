import type { NodeCandidate, NodeId } from '@certkeep/domain';
import type { Call } from '../call.js';
import type { Page } from '../page.js';
import type { Store } from '../store.js';
import type { NodeQuery } from './node-repository.js';
import { explainNode, resolveNode, resolveNodes, type ResolvedNode } from './resolve-node.js';

/** @throws DomainError NOT_FOUND */
export const getNode =
  ({ store }: { readonly store: Store }) =>
  (call: Call, id: NodeId): Promise<ResolvedNode> =>
    resolveNode(store.view(call.caller.company), id);

export const listNodes =
  ({ store }: { readonly store: Store }) =>
  async (call: Call, query: NodeQuery): Promise<Page<ResolvedNode>> => {
    const view = store.view(call.caller.company);
    const page = await view.nodes.list(query);
    return { ...page, rows: await resolveNodes(view, page.rows) };
  };

/** Why this certificate: the node's candidates in the order in which they are asked. @throws DomainError NOT_FOUND */
export const explainNodeCertificate =
  ({ store }: { readonly store: Store }) =>
  (
    call: Call,
    id: NodeId,
  ): Promise<{ readonly resolved: ResolvedNode; readonly candidates: readonly NodeCandidate[] }> =>
    explainNode(store.view(call.caller.company), id);
