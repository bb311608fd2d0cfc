import { refuseUnlessPresentable, type CertificateId } from '@certkeep/domain';
import type { Call } from '../call.js';
import type { Clock } from '../clock.js';
import { requireEtag } from '../etag.js';
import type { Store } from '../store.js';
import { defaultDefinition, type Certificate } from './certificate.js';
import { requireCertificate } from './require-certificate.js';

/**
 * Makes this the company's primary certificate and no other.
 * @throws DomainError NOT_FOUND, ETAG_MISMATCH, NO_PRIVATE_KEY, CERTIFICATE_EXPIRED
 */
export const setPrimary =
  ({ store, clock }: { readonly store: Store; readonly clock: Clock }) =>
  (call: Call, { id, etag }: { readonly id: CertificateId; readonly etag: string }): Promise<Certificate> =>
    store.change(call, async ({ certificates, changes, audit }) => {
      const certificate = await requireCertificate(certificates, id);
      requireEtag(etag, { version: certificate.version, kind: 'certificate' });
      const { current } = defaultDefinition(certificate);
      refuseUnlessPresentable(
        { name: certificate.name, hasKey: current.hasKey, notAfter: current.facts.notAfter },
        clock.now(),
      );
      const before = await certificates.findPrimary();
      await certificates.movePrimaryTo(id);
      await changes.append({ kind: 'certificate', recordId: id });
      await audit.record(
        'certificate.primary.set',
        { type: 'certificate', id, name: certificate.name },
        before === undefined ? {} : { primary_before: before.name },
      );
      return requireCertificate(certificates, id);
    });
