import {
  DomainError,
  parseApplicationName,
  parseDescription,
  type ApplicationId,
  type EnvironmentId,
  type UserId,
} from '@certkeep/domain';
import { notFound } from '../not-found.js';
import type { CompanyView } from '../store.js';
import type { Application, ApplicationSettings } from './application-repository.js';

const mostContacts = 100;

/** @throws DomainError FIELD_INVALID */
export function parsedSettings(settings: ApplicationSettings): ApplicationSettings {
  refuseTwice(settings.environmentIds, 'application.environment_ids', 'An environment');
  refuseTwice(settings.technicalContactIds, 'application.technical_contact_ids', 'A technical contact');
  if (settings.technicalContactIds.length > mostContacts) {
    throw new DomainError(
      'FIELD_INVALID',
      `An application has ${mostContacts} technical contacts at most. Name fewer.`,
      {
        field: 'application.technical_contact_ids',
      },
    );
  }
  return {
    name: parseApplicationName(settings.name, 'application.name'),
    description: parseDescription(settings.description, 'application.description'),
    environmentIds: settings.environmentIds,
    technicalContactIds: settings.technicalContactIds,
  };
}

/** @throws DomainError NAME_TAKEN; NOT_FOUND for an environment or user that the company doesn't have */
export async function refuseUnusableSettings(
  view: Pick<CompanyView, 'applications' | 'environments' | 'users'>,
  { name, environmentIds, technicalContactIds }: ApplicationSettings,
  except?: ApplicationId,
): Promise<void> {
  const holder = await view.applications.findByName(name);
  if (holder !== undefined && holder.id !== except) {
    throw new DomainError(
      'NAME_TAKEN',
      `There is an application “${holder.name}” already. Choose a name that is free; upper and lower case don't count.`,
      {
        field: 'application.name',
        resource: { type: 'application', id: holder.id },
        metadata: { name, existing_id: holder.id },
      },
    );
  }
  await requireEnvironments(view, environmentIds);
  await requireUsers(view, technicalContactIds);
}

/** @throws DomainError NOT_FOUND */
export async function requireApplication(
  { applications }: Pick<CompanyView, 'applications'>,
  id: ApplicationId,
): Promise<Application> {
  const application = await applications.find(id);
  if (application === undefined) throw notFound('application', id);
  return application;
}

async function requireEnvironments(
  { environments }: Pick<CompanyView, 'environments'>,
  ids: readonly EnvironmentId[],
): Promise<void> {
  const known = new Set((await environments.list()).map(({ id }) => id));
  const unknown = ids.find((id) => !known.has(id));
  if (unknown === undefined) return;
  throw new DomainError('NOT_FOUND', 'An environment is not there; it may have been deleted. Choose another.', {
    field: 'application.environment_ids',
    resource: { type: 'environment', id: unknown },
  });
}

async function requireUsers({ users }: Pick<CompanyView, 'users'>, ids: readonly UserId[]): Promise<void> {
  for (const id of ids) {
    if ((await users.find(id)) !== undefined) continue;
    throw new DomainError(
      'NOT_FOUND',
      'A technical contact is not there; they may have been deleted. Choose another.',
      {
        field: 'application.technical_contact_ids',
        resource: { type: 'user', id },
      },
    );
  }
}

function refuseTwice(ids: readonly string[], field: string, what: string): void {
  if (new Set(ids).size === ids.length) return;
  throw new DomainError('FIELD_INVALID', `${what} is named twice. Name each once.`, { field });
}
