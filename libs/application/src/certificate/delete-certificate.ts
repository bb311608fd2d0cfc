import { DomainError, type CertificateId } from '@certkeep/domain';
import type { Call } from '../call.js';
import { requireEtag } from '../etag.js';
import type { ApiNode } from '../node/node.js';
import type { CompanyView, Store } from '../store.js';
import type { Certificate } from './certificate.js';
import { requireCertificate } from './require-certificate.js';

export interface DeleteCertificateInput {
  readonly id: CertificateId;
  readonly etag: string;
  /** The caller knows that API nodes present this certificate and goes on. */
  readonly acknowledgeNodes: boolean;
  readonly validateOnly: boolean;
}

/**
 * Takes a certificate out of use. Its row and sealed key stay for a while, so that it can be restored.
 * @throws DomainError NOT_FOUND, ETAG_MISMATCH, NODES_NOT_ACKNOWLEDGED
 */
export const deleteCertificate =
  ({ store }: { readonly store: Store }) =>
  async (call: Call, { id, etag, acknowledgeNodes, validateOnly }: DeleteCertificateInput): Promise<void> => {
    if (validateOnly) {
      const view = store.view(call.caller.company);
      const certificate = await requireCertificate(view.certificates, id);
      requireEtag(etag, { version: certificate.version, kind: 'certificate' });
      if (!acknowledgeNodes) refuseWhileNodesPresent(certificate, await nodesPresenting(view, certificate));
      return;
    }
    await store.change(call, async (transaction) => {
      const { certificates, changes, audit } = transaction;
      const certificate = await requireCertificate(certificates, id);
      requireEtag(etag, { version: certificate.version, kind: 'certificate' });
      const nodes = await nodesPresenting(transaction, certificate);
      if (!acknowledgeNodes) refuseWhileNodesPresent(certificate, nodes);
      await certificates.markDeleted(id);
      await changes.append({ kind: 'certificate', recordId: id });
      await audit.record(
        'certificate.delete',
        { type: 'certificate', id, name: certificate.name },
        { was_primary: String(certificate.primary), nodes: nodes.map((node) => node.name).join(', ') },
      );
    });
  };

async function nodesPresenting(
  { nodes }: Pick<CompanyView, 'nodes'>,
  certificate: Certificate,
): Promise<readonly ApiNode[]> {
  const choosing = await nodes.listChoosing(certificate.id);
  return certificate.primary ? [...choosing, ...(await nodes.listFollowingPrimary())] : choosing;
}

function refuseWhileNodesPresent(certificate: Certificate, nodes: readonly ApiNode[]): void {
  if (nodes.length === 0) return;
  throw new DomainError(
    'NODES_NOT_ACKNOWLEDGED',
    `API nodes present “${certificate.name}”: ${nodes.map((node) => node.name).join(', ')}. ` +
      'Without it they have no certificate. Confirm that you know, or choose another certificate for them first.',
    {
      field: 'acknowledge_nodes',
      metadata: { node_count: String(nodes.length) },
      dependents: nodes.map(({ id, name }) => ({ kind: 'node', id, name })),
    },
  );
}
