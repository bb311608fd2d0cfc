import type { CertificateId } from '@certkeep/domain';
import type { Call } from '../call.js';
import { requireEtag } from '../etag.js';
import type { Store } from '../store.js';
import type { Certificate } from './certificate.js';
import { requireCertificate } from './require-certificate.js';

/**
 * Takes the primary mark from this certificate; none takes its place. Without the mark already: changes nothing.
 * @throws DomainError NOT_FOUND, ETAG_MISMATCH
 */
export const clearPrimary =
  ({ store }: { readonly store: Store }) =>
  (call: Call, { id, etag }: { readonly id: CertificateId; readonly etag: string }): Promise<Certificate> =>
    store.change(call, async ({ certificates, changes, audit }) => {
      const certificate = await requireCertificate(certificates, id);
      requireEtag(etag, { version: certificate.version, kind: 'certificate' });
      if (certificate.primary) {
        await certificates.clearPrimary();
        await changes.append({ kind: 'certificate', recordId: id });
      }
      await audit.record('certificate.primary.clear', { type: 'certificate', id, name: certificate.name });
      return requireCertificate(certificates, id);
    });
