import {
  DomainError,
  parseDescription,
  parseEnvironmentName,
  parseMaxCacheAge,
  type EnvironmentId,
} from '@certkeep/domain';
import type { CompanyView } from '../store.js';
import type { EnvironmentSettings } from './environment-repository.js';

/** @throws DomainError FIELD_INVALID */
export function parsedSettings(settings: EnvironmentSettings): EnvironmentSettings {
  return {
    name: parseEnvironmentName(settings.name, 'environment.name'),
    description: parseDescription(settings.description, 'environment.description'),
    maxCacheAge: parseMaxCacheAge(settings.maxCacheAge, 'environment.max_cache_age'),
    systemRoots: settings.systemRoots,
  };
}

/** @throws DomainError NAME_TAKEN when another environment than `except` has the name, in any case */
export async function refuseNameTaken(
  { environments }: Pick<CompanyView, 'environments'>,
  name: string,
  except?: EnvironmentId,
): Promise<void> {
  const holder = await environments.findByName(name);
  if (holder === undefined || holder.id === except) return;
  throw new DomainError(
    'NAME_TAKEN',
    `There is an environment “${holder.name}” already. Choose a name that is free; upper and lower case don't count.`,
    {
      field: 'environment.name',
      resource: { type: 'environment', id: holder.id },
      metadata: { name, existing_id: holder.id },
    },
  );
}
