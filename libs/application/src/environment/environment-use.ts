import type { EnvironmentId } from '@certkeep/domain';
import { notFound } from '../not-found.js';
import type { CompanyView } from '../store.js';
import type { Environment, EnvironmentCounts } from './environment-repository.js';

/** An environment with how much uses it. */
export interface EnvironmentInUse {
  readonly environment: Environment;
  readonly counts: EnvironmentCounts;
}

/** @throws DomainError NOT_FOUND */
export async function requireEnvironment(
  view: Pick<CompanyView, 'environments'>,
  id: EnvironmentId,
): Promise<EnvironmentInUse> {
  const environment = await view.environments.find(id);
  if (environment === undefined) throw notFound('environment', id);
  const [counted] = await withCounts(view, [environment]);
  if (counted === undefined) throw new TypeError('an environment was not counted');
  return counted;
}

export async function withCounts(
  { environments }: Pick<CompanyView, 'environments'>,
  rows: readonly Environment[],
): Promise<readonly EnvironmentInUse[]> {
  const counts = await environments.count(rows.map(({ id }) => id));
  const none: EnvironmentCounts = { definitions: 0, nodes: 0, customDomains: 0, jwks: 0 };
  return rows.map((environment) => ({ environment, counts: counts.get(environment.id) ?? none }));
}
