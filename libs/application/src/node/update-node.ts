import { parseNodeName, type NodeId, type TokenId } from '@certkeep/domain';
import type { Call } from '../call.js';
import type { MakeId } from '../clock.js';
import { requireEtag } from '../etag.js';
import { makeSecret } from '../identity/secret.js';
import type { Store } from '../store.js';
import { insertNodeToken } from './create-node.js';
import type { NodeSettings } from './node-repository.js';
import { refuseUnusableSettings } from './node-settings.js';
import { requireNode, resolveNode, type ResolvedNode } from './resolve-node.js';

export interface UpdateNodeInput {
  readonly id: NodeId;
  readonly etag: string;
  /** Only what is here changes. */
  readonly edit: Partial<NodeSettings>;
}

/** @throws DomainError NOT_FOUND, ETAG_MISMATCH, NAME_TAKEN, FIELD_INVALID, NO_PRIVATE_KEY */
export const updateNode =
  ({ store }: { readonly store: Store }) =>
  (call: Call, { id, etag, edit }: UpdateNodeInput): Promise<ResolvedNode> =>
    store.change(call, async (transaction) => {
      const before = await requireNode(transaction, id);
      requireEtag(etag, { version: before.version, kind: 'node' });
      const { name, environmentId, mtlsEnabled, chosenCertificateId } = { ...before, ...edit };
      const settings = { name: parseNodeName(name, 'node.name'), environmentId, mtlsEnabled, chosenCertificateId };
      await refuseUnusableSettings(transaction, settings, id);
      await transaction.nodes.update(id, settings);
      await transaction.changes.append({ kind: 'node', recordId: id });
      await transaction.audit.record(
        'node.update',
        { type: 'node', id, name: settings.name },
        { fields: Object.keys(edit).join(',') },
      );
      return resolveNode(transaction, id);
    });

/** Its token and its client certificates stop working at once. @throws DomainError NOT_FOUND, ETAG_MISMATCH */
export const deleteNode =
  ({ store }: { readonly store: Store }) =>
  (call: Call, { id, etag }: { readonly id: NodeId; readonly etag: string }): Promise<void> =>
    store.change(call, async (transaction) => {
      const node = await requireNode(transaction, id);
      requireEtag(etag, { version: node.version, kind: 'node' });
      await transaction.tokens.revokeAllOf({ kind: 'node', id });
      await transaction.clientCertificates.deleteAllOf(id);
      await transaction.nodes.delete(id);
      await transaction.changes.append({ kind: 'node', recordId: id });
      await transaction.audit.record('node.delete', { type: 'node', id, name: node.name });
    });

/** The old token stops working at once; the new one is shown once. @throws DomainError NOT_FOUND, ETAG_MISMATCH */
export const rotateNodeToken =
  ({ store, makeId }: { readonly store: Store; readonly makeId: MakeId }) =>
  async (
    call: Call,
    { id, etag }: { readonly id: NodeId; readonly etag: string },
  ): Promise<{ node: ResolvedNode; token: string }> => {
    const tokenId = makeId() as TokenId;
    const token = makeSecret('ckn');
    return store.change(call, async (transaction) => {
      const node = await requireNode(transaction, id);
      requireEtag(etag, { version: node.version, kind: 'node' });
      await transaction.tokens.revokeAllOf({ kind: 'node', id });
      await insertNodeToken(transaction, { tokenId, nodeId: id, name: node.name, token });
      await transaction.changes.append({ kind: 'node', recordId: id });
      await transaction.audit.record('node.token.rotate', { type: 'node', id, name: node.name });
      return { node: await resolveNode(transaction, id), token };
    });
  };
