import type { ApplicationId, CertificateId, CustomDomainId, EnvironmentId } from '@certkeep/domain';
import type { Call } from '../call.js';
import { requireCertificate } from '../certificate/require-certificate.js';
import { changeOrValidate } from '../change-or-validate.js';
import type { Clock, MakeId } from '../clock.js';
import type { Store } from '../store.js';
import { requireApplication } from './application-settings.js';
import { refuseUnlessServing } from './domain-candidate.js';
import { refuseDomainTaken, refuseElsewhere } from './domain-place.js';
import { requireServedDomain, type ServedDomain } from './served-domain.js';
import { refuseUnlessContact } from './technical-contact.js';

export interface CreateCustomDomainInput {
  readonly applicationId: ApplicationId;
  readonly environmentId: EnvironmentId;
  /** A-labels in lower case. */
  readonly host: string;
  readonly certificateId: CertificateId | undefined;
  readonly validateOnly: boolean;
}

/**
 * @throws DomainError NOT_FOUND, PERMISSION_MISSING, FIELD_INVALID, DOMAIN_TAKEN, and `selectForDomain`'s reasons for a
 *   certificate that may not serve it
 */
export const createCustomDomain =
  ({ store, clock, makeId }: { readonly store: Store; readonly clock: Clock; readonly makeId: MakeId }) =>
  async (call: Call, { validateOnly, ...input }: CreateCustomDomainInput): Promise<ServedDomain> => {
    const id = makeId() as CustomDomainId;
    const at = clock.now();
    return changeOrValidate(store, { call, validateOnly }, async (transaction) => {
      const { applicationId, environmentId, host, certificateId } = input;
      const application = await requireApplication(transaction, applicationId);
      await refuseUnlessContact(transaction, call, [applicationId]);
      await refuseElsewhere(transaction, application, environmentId);
      await refuseDomainTaken(transaction, input);
      if (certificateId !== undefined) {
        const certificate = await requireCertificate(transaction.certificates, certificateId);
        refuseUnlessServing({ host, environmentId, at }, certificate, 'custom_domain.certificate_id');
      }
      await transaction.customDomains.insert({ id, applicationId, environmentId, host, certificateId });
      await transaction.changes.append({ kind: 'custom_domain', recordId: id });
      await transaction.audit.record(
        'custom_domain.create',
        { type: 'custom_domain', id, name: host.slice(0, 128) },
        { host, application: application.name, environment_id: environmentId, certificate_id: certificateId ?? '' },
      );
      return requireServedDomain(transaction, id, at);
    });
  };
