import type { CustomDomainId } from '@certkeep/domain';
import type { Call } from '../call.js';
import { changeOrValidate } from '../change-or-validate.js';
import { requireEtag } from '../etag.js';
import type { Store } from '../store.js';
import { requireCustomDomain } from './served-domain.js';
import { refuseUnlessContact } from './technical-contact.js';

export interface DeleteCustomDomainInput {
  readonly id: CustomDomainId;
  readonly etag: string;
  readonly validateOnly: boolean;
}

/** @throws DomainError NOT_FOUND, PERMISSION_MISSING, ETAG_MISMATCH */
export const deleteCustomDomain =
  ({ store }: { readonly store: Store }) =>
  (call: Call, { id, etag, validateOnly }: DeleteCustomDomainInput): Promise<void> =>
    changeOrValidate(store, { call, validateOnly }, async (transaction) => {
      const { host, version, applicationId, certificateId } = await requireCustomDomain(transaction, id);
      await refuseUnlessContact(transaction, call, [applicationId]);
      requireEtag(etag, { version, kind: 'custom domain' });
      await transaction.customDomains.delete(id);
      await transaction.changes.append({ kind: 'custom_domain', recordId: id });
      await transaction.audit.record(
        'custom_domain.delete',
        { type: 'custom_domain', id, name: host.slice(0, 128) },
        { host, certificate_id: certificateId ?? '' },
      );
    });
