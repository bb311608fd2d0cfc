import { DomainError, parseCertificateName, type CertificateId } from '@certkeep/domain';
import type { Call } from '../call.js';
import { notFound } from '../not-found.js';
import type { CompanyTransaction, Store } from '../store.js';
import { refuseAliasTaken } from './alias-taken.js';
import type { Certificate } from './certificate.js';
import { refuseNameTaken } from './name-taken.js';
import { requireCertificate } from './require-certificate.js';

export interface UndeleteCertificateInput {
  readonly id: CertificateId;
  /** When its name was taken meanwhile; empty: its own. */
  readonly newName: string;
}

/**
 * Brings back what was deleted in the last 30 days, with its keys and environments; not as primary.
 * @throws DomainError NOT_FOUND, NAME_TAKEN, ALIAS_TAKEN, DUPLICATE_MATERIAL
 */
export const undeleteCertificate =
  ({ store }: { readonly store: Store }) =>
  (call: Call, { id, newName }: UndeleteCertificateInput): Promise<Certificate> =>
    store.change(call, async (transaction) => {
      const { certificates, changes, audit } = transaction;
      const deleted = await certificates.findDeleted(id);
      if (deleted === undefined) throw notFound('certificate', id);
      const name = parseCertificateName(newName.trim() === '' ? deleted.name : newName, 'new_name');
      await refuseNameTaken(certificates, name, 'new_name');
      await refuseOvertaken(transaction, deleted);
      await certificates.restore(id, name);
      await changes.append({ kind: 'certificate', recordId: id });
      await audit.record('certificate.restore', { type: 'certificate', id, name });
      return requireCertificate(certificates, id);
    });

/** Something came in its place meanwhile: the same certificate again, or another under its alias. */
async function refuseOvertaken(transaction: CompanyTransaction, deleted: Certificate): Promise<void> {
  for (const { id, alias, environmentIds } of deleted.definitions) {
    const again = await transaction.certificates.findLiveTwin(id);
    if (again !== undefined) {
      throw new DomainError(
        'DUPLICATE_MATERIAL',
        `“${again.name}” has the same certificate by now. Delete that one first, or leave this one deleted.`,
        {
          resource: { type: 'certificate', id: again.id },
          metadata: { existing_id: again.id, existing_name: again.name },
        },
      );
    }
    await refuseAliasTaken(transaction, alias, environmentIds);
  }
}
