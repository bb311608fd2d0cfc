import { DomainError, type CustomDomainId, type EnvironmentId } from '@certkeep/domain';
import { notFound } from '../not-found.js';
import type { CompanyView } from '../store.js';
import type { Application } from './application-repository.js';

/** @throws DomainError NOT_FOUND; FIELD_INVALID for an environment that the application doesn't have */
export async function refuseElsewhere(
  { environments }: Pick<CompanyView, 'environments'>,
  application: Application,
  id: EnvironmentId,
): Promise<void> {
  const environment = await environments.find(id);
  if (environment === undefined) throw notFound('environment', id);
  if (application.environmentIds.includes(id)) return;
  throw new DomainError(
    'FIELD_INVALID',
    `“${application.name}” is not in ${environment.name}. Add the environment to the application first, or choose one of its own.`,
    { field: 'custom_domain.environment_id', metadata: { application_id: application.id, environment_id: id } },
  );
}

/** @throws DomainError DOMAIN_TAKEN when another custom domain than `except` has the host in the environment */
export async function refuseDomainTaken(
  view: Pick<CompanyView, 'customDomains' | 'applications' | 'environments'>,
  { host, environmentId }: { readonly host: string; readonly environmentId: EnvironmentId },
  except?: CustomDomainId,
): Promise<void> {
  const holder = await view.customDomains.findByHost(environmentId, host);
  if (holder === undefined || holder.id === except) return;
  const environment = (await view.environments.find(environmentId))?.name ?? '';
  const application = (await view.applications.find(holder.applicationId))?.name ?? '';
  throw new DomainError(
    'DOMAIN_TAKEN',
    `In ${environment}, ${host} is a custom domain of “${application}” already. Choose another host, or change that one.`,
    {
      field: 'custom_domain.host',
      resource: { type: 'custom_domain', id: holder.id },
      metadata: { host, environment, existing_id: holder.id },
    },
  );
}
