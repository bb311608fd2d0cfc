import { DomainError, type ApplicationId } from '@certkeep/domain';
import type { Call } from '../call.js';
import { changeOrValidate } from '../change-or-validate.js';
import type { Clock } from '../clock.js';
import { requireEtag } from '../etag.js';
import type { Store } from '../store.js';
import { requireApplication } from './application-settings.js';
import { someCustomDomains } from './some-custom-domains.js';
import { refuseContact } from './technical-contact.js';

export interface DeleteApplicationInput {
  readonly id: ApplicationId;
  readonly etag: string;
  readonly validateOnly: boolean;
}

/** @throws DomainError NOT_FOUND, ETAG_MISMATCH, PERMISSION_MISSING; CERTIFICATE_IN_USE with its custom domains */
export const deleteApplication =
  ({ store, clock }: { readonly store: Store; readonly clock: Clock }) =>
  (call: Call, { id, etag, validateOnly }: DeleteApplicationInput): Promise<void> =>
    changeOrValidate(store, { call, validateOnly }, async (transaction) => {
      const { name, version, customDomainCount } = await requireApplication(transaction, id);
      refuseContact(call);
      requireEtag(etag, { version, kind: 'application' });
      if (customDomainCount > 0) {
        const { dependents, text } = await someCustomDomains(transaction, { applicationId: id }, clock.now());
        throw new DomainError(
          'CERTIFICATE_IN_USE',
          `“${name}” has custom domains: ${text}. Delete them first, then the application.`,
          {
            resource: { type: 'application', id },
            metadata: { custom_domain_count: String(customDomainCount) },
            dependents,
          },
        );
      }
      await transaction.applications.delete(id);
      await transaction.audit.record('application.delete', { type: 'application', id, name });
    });
