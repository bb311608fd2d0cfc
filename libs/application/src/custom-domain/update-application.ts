import { DomainError, type ApplicationId, type EnvironmentId } from '@certkeep/domain';
import type { Call } from '../call.js';
import type { Clock } from '../clock.js';
import { requireEtag } from '../etag.js';
import type { CompanyTransaction, Store } from '../store.js';
import type { Application, ApplicationSettings } from './application-repository.js';
import { parsedSettings, refuseUnusableSettings, requireApplication } from './application-settings.js';
import { someCustomDomains } from './some-custom-domains.js';
import { refuseContact } from './technical-contact.js';

export interface UpdateApplicationInput {
  readonly id: ApplicationId;
  readonly etag: string;
  /** Only what is here changes. */
  readonly edit: Partial<ApplicationSettings>;
}

/**
 * @throws DomainError NOT_FOUND, ETAG_MISMATCH, NAME_TAKEN, FIELD_INVALID, PERMISSION_MISSING; ENVIRONMENT_IN_USE when it
 *   would leave an environment in which it has custom domains, with those
 */
export const updateApplication =
  ({ store, clock }: { readonly store: Store; readonly clock: Clock }) =>
  (call: Call, { id, etag, edit }: UpdateApplicationInput): Promise<Application> =>
    store.change(call, async (transaction) => {
      const before = await requireApplication(transaction, id);
      refuseContact(call);
      requireEtag(etag, { version: before.version, kind: 'application' });
      const settings = parsedSettings({ ...before, ...edit });
      await refuseUnusableSettings(transaction, settings, id);
      for (const environment of before.environmentIds) {
        if (!settings.environmentIds.includes(environment)) {
          await refuseWithDomainsIn(transaction, before, { environment, at: clock.now() });
        }
      }
      await transaction.applications.update(id, settings);
      await transaction.audit.record(
        'application.update',
        { type: 'application', id, name: settings.name },
        {
          fields: Object.keys(edit).join(','),
          ...(before.name === settings.name ? {} : { name_before: before.name }),
        },
      );
      return requireApplication(transaction, id);
    });

async function refuseWithDomainsIn(
  transaction: CompanyTransaction,
  application: Application,
  { environment, at }: { readonly environment: EnvironmentId; readonly at: Date },
): Promise<void> {
  const domains = await someCustomDomains(
    transaction,
    { applicationId: application.id, environmentId: environment },
    at,
  );
  if (domains.dependents.length === 0) return;
  const place = (await transaction.environments.find(environment))?.name ?? '';
  throw new DomainError(
    'ENVIRONMENT_IN_USE',
    `“${application.name}” has custom domains in ${place}: ${domains.text}. Delete them first, or keep the environment.`,
    {
      field: 'application.environment_ids',
      resource: { type: 'environment', id: environment },
      dependents: domains.dependents,
    },
  );
}
