import { parseNodeName, type NodeId, type TokenId } from '@certkeep/domain';
import type { Call } from '../call.js';
import type { MakeId } from '../clock.js';
import { hashOfSecret, makeSecret } from '../identity/secret.js';
import type { CompanyTransaction, Store } from '../store.js';
import type { NodeSettings } from './node-repository.js';
import { refuseUnusableSettings } from './node-settings.js';
import { resolveNode, type ResolvedNode } from './resolve-node.js';

export interface CreatedNode {
  readonly node: ResolvedNode;
  /** Shown once; only its hash is stored. */
  readonly token: string;
}

/** @throws DomainError FIELD_INVALID, NAME_TAKEN, NOT_FOUND for an environment or certificate, NO_PRIVATE_KEY */
export const createNode =
  ({ store, makeId }: { readonly store: Store; readonly makeId: MakeId }) =>
  async (call: Call, input: NodeSettings): Promise<CreatedNode> => {
    const settings = { ...input, name: parseNodeName(input.name, 'node.name') };
    const id = makeId() as NodeId;
    const tokenId = makeId() as TokenId;
    const token = makeSecret('ckn');
    return store.change(call, async (transaction) => {
      await refuseUnusableSettings(transaction, settings);
      await transaction.nodes.insert(id, settings);
      await insertNodeToken(transaction, { tokenId, nodeId: id, name: settings.name, token });
      await transaction.changes.append({ kind: 'node', recordId: id });
      await transaction.audit.record('node.create', { type: 'node', id, name: settings.name });
      return { node: await resolveNode(transaction, id), token };
    });
  };

/** A node has one token at a time. */
export async function insertNodeToken(
  { tokens }: CompanyTransaction,
  { tokenId, nodeId, name, token }: { tokenId: TokenId; nodeId: NodeId; name: string; token: string },
): Promise<void> {
  await tokens.insert({
    id: tokenId,
    owner: { kind: 'node', id: nodeId },
    name,
    secretHash: hashOfSecret(token),
    expireTime: undefined,
  });
}
