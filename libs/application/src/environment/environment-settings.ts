import { DomainError, parseDescription, parseEnvironmentName, type EnvironmentId } from '@certkeep/domain';
import type { CompanyView } from '../store.js';
import type { EnvironmentSettings } from './environment-repository.js';

/** @throws DomainError FIELD_INVALID */
export function parsedSettings({ name, description, systemRoots }: EnvironmentSettings): EnvironmentSettings {
  return {
    name: parseEnvironmentName(name, 'environment.name'),
    description: parseDescription(description, 'environment.description'),
    systemRoots,
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
