import { parseCertificateName, parseDescription, parseLabels, type CertificateId } from '@certkeep/domain';
import type { Call } from '../call.js';
import { requireEtag } from '../etag.js';
import type { Store } from '../store.js';
import type { Certificate } from './certificate.js';
import type { CertificateEdit } from './certificate-repository.js';
import { refuseNameTaken } from './name-taken.js';
import { requireCertificate } from './require-certificate.js';

export interface UpdateCertificateInput {
  readonly id: CertificateId;
  readonly etag: string;
  /** Only what is here changes. */
  readonly edit: CertificateEdit;
}

/** @throws DomainError NOT_FOUND, ETAG_MISMATCH, NAME_TAKEN, FIELD_INVALID */
export const updateCertificate =
  ({ store }: { readonly store: Store }) =>
  (call: Call, { id, etag, edit }: UpdateCertificateInput): Promise<Certificate> => {
    const parsed: CertificateEdit = {
      ...(edit.name === undefined ? {} : { name: parseCertificateName(edit.name, 'certificate.name') }),
      ...(edit.description === undefined
        ? {}
        : { description: parseDescription(edit.description, 'certificate.description') }),
      ...(edit.labels === undefined ? {} : { labels: parseLabels(edit.labels, 'certificate.labels') }),
    };
    return store.change(call, async ({ certificates, changes, audit }) => {
      const before = await requireCertificate(certificates, id);
      requireEtag(etag, { version: before.version, kind: 'certificate' });
      if (parsed.name !== undefined) await refuseNameTaken(certificates, parsed.name, 'certificate.name', id);
      await certificates.update(id, parsed);
      const after = await requireCertificate(certificates, id);
      await changes.append({ kind: 'certificate', recordId: id });
      await audit.record(
        'certificate.update',
        { type: 'certificate', id, name: after.name },
        { fields: Object.keys(parsed).join(','), ...(before.name === after.name ? {} : { name_before: before.name }) },
      );
      return after;
    });
  };
