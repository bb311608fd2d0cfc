import { DomainError, type CertificateId, type EnvironmentId } from '@certkeep/domain';
import type { CompanyView } from '../store.js';

/** @throws DomainError NOT_FOUND for an environment that the company doesn't have; FIELD_INVALID for one that is there twice */
export async function requireEnvironments(
  { environments }: Pick<CompanyView, 'environments'>,
  ids: readonly EnvironmentId[],
): Promise<void> {
  const field = 'environment_ids';
  if (new Set(ids).size !== ids.length) {
    throw new DomainError('FIELD_INVALID', 'An environment is named twice. Name each once.', { field });
  }
  if (ids.length === 0) return;
  const known = new Set((await environments.list()).map(({ id }) => id));
  const unknown = ids.find((id) => !known.has(id));
  if (unknown === undefined) return;
  throw new DomainError('NOT_FOUND', 'An environment is not there; it may have been deleted. Choose another.', {
    field,
    resource: { type: 'environment', id: unknown },
  });
}

/** @throws DomainError ALIAS_TAKEN when another certificate has the alias in one of the environments, in any case */
export async function refuseAliasTaken(
  { certificates, environments }: Pick<CompanyView, 'certificates' | 'environments'>,
  alias: string,
  ids: readonly EnvironmentId[],
  except?: CertificateId,
): Promise<void> {
  if (ids.length === 0) return;
  const holder = await certificates.findByAlias(alias, ids, except);
  if (holder === undefined) return;
  const environment = (await environments.find(holder.environmentId))?.name ?? '';
  throw new DomainError(
    'ALIAS_TAKEN',
    `In ${environment}, “${holder.name}” has the alias “${alias}” already. Choose one that is free there.`,
    {
      field: 'alias',
      resource: { type: 'certificate', id: holder.id },
      metadata: { alias, environment, existing_id: holder.id },
    },
  );
}
