import type { CertificateId, CustomDomainId } from '@certkeep/domain';
import type { Call } from '../call.js';
import { requireCertificate } from '../certificate/require-certificate.js';
import type { Clock } from '../clock.js';
import { requireEtag } from '../etag.js';
import type { Store } from '../store.js';
import { refuseUnlessServing } from './domain-candidate.js';
import { refuseDomainTaken } from './domain-place.js';
import { requireCustomDomain, requireServedDomain, type ServedDomain } from './served-domain.js';
import { refuseUnlessContact } from './technical-contact.js';

interface Settings {
  /** A-labels in lower case. */
  readonly host: string;
  readonly certificateId: CertificateId | undefined;
}

export interface UpdateCustomDomainInput {
  readonly id: CustomDomainId;
  readonly etag: string;
  /** Only what is here changes. */
  readonly edit: Partial<Settings>;
}

/**
 * @throws DomainError NOT_FOUND, PERMISSION_MISSING, ETAG_MISMATCH, DOMAIN_TAKEN, and `selectForDomain`'s reasons for a
 *   certificate that may not serve it
 */
export const updateCustomDomain =
  ({ store, clock }: { readonly store: Store; readonly clock: Clock }) =>
  (call: Call, { id, etag, edit }: UpdateCustomDomainInput): Promise<ServedDomain> =>
    store.change(call, async (transaction) => {
      const before = await requireCustomDomain(transaction, id);
      await refuseUnlessContact(transaction, call, [before.applicationId]);
      requireEtag(etag, { version: before.version, kind: 'custom domain' });
      const at = clock.now();
      const { environmentId, host, certificateId }: typeof before = { ...before, ...edit };
      await refuseDomainTaken(transaction, { host, environmentId }, id);
      const isMoved = host !== before.host;
      if (certificateId !== undefined && (isMoved || certificateId !== before.certificateId)) {
        const certificate = await requireCertificate(transaction.certificates, certificateId);
        const field = 'certificateId' in edit ? 'custom_domain.certificate_id' : 'custom_domain.host';
        refuseUnlessServing({ host, environmentId, at }, certificate, field);
      }
      await transaction.customDomains.update(id, { host, certificateId });
      await transaction.changes.append({ kind: 'custom_domain', recordId: id });
      await transaction.audit.record(
        'custom_domain.update',
        { type: 'custom_domain', id, name: host.slice(0, 128) },
        {
          host,
          ...(isMoved ? { host_before: before.host } : {}),
          certificate_id: certificateId ?? '',
          certificate_id_before: before.certificateId ?? '',
        },
      );
      return requireServedDomain(transaction, id, at);
    });
