import { DomainError, type DefinitionId, type EnvironmentId } from '@certkeep/domain';
import { refuseAliasTaken, requireEnvironments } from '../certificate/alias-taken.js';
import type { Certificate } from '../certificate/certificate.js';
import type { CompanyView } from '../store.js';

export interface DefinitionPlace {
  readonly alias: string;
  /** None: the certificate's default definition. */
  readonly environmentIds: readonly EnvironmentId[];
}

/**
 * Refuses a place that is not there or not free: each environment has one definition of a certificate, no environment
 * one, and in an environment an alias one certificate.
 * @throws DomainError NOT_FOUND for an environment, FIELD_INVALID, ALIAS_TAKEN
 */
export async function refusePlaceTaken(
  view: CompanyView,
  certificate: Certificate,
  { alias, environmentIds }: DefinitionPlace,
  except?: DefinitionId,
): Promise<void> {
  await requireEnvironments(view, environmentIds);
  const others = certificate.definitions.filter(({ id }) => id !== except);
  const isMoving = certificate.definitions.find(({ id }) => id === except)?.environmentIds.length !== 0;
  const field = 'environment_ids';
  if (isMoving && environmentIds.length === 0 && others.some((other) => other.environmentIds.length === 0)) {
    throw new DomainError(
      'FIELD_INVALID',
      `“${certificate.name}” has a default definition already. Choose the environments that this one is for.`,
      { field },
    );
  }
  for (const { alias: holder, environmentIds: held } of others) {
    const shared = environmentIds.find((id) => held.includes(id));
    if (shared === undefined) continue;
    const environment = (await view.environments.find(shared))?.name ?? '';
    throw new DomainError(
      'FIELD_INVALID',
      `In ${environment} “${certificate.name}” has the definition “${holder}” already. Take ${environment} from that one first.`,
      { field, metadata: { environment, alias: holder } },
    );
  }
  await refuseAliasTaken(view, alias, environmentIds, certificate.id);
}
