import { DomainError } from '@certkeep/domain';
import type { DefinitionPlace } from '../definition/definition-place.js';
import { usesOf } from '../impact/certificate-uses.js';
import type { CompanyView } from '../store.js';
import type { Certificate, Definition } from './certificate.js';

/** The definition that takes over environments, and where it holds then. */
export interface EnvironmentMove {
  readonly definition: Definition;
  readonly place: DefinitionPlace;
}

/**
 * Where the environments of a certificate go when another replaces it: to that one's only definition, unless it holds
 * there already. A default definition that others depend on can't be bound to environments: it would fail those others.
 */
export async function moveOfEnvironments(
  view: CompanyView,
  certificate: Certificate,
  replacement: Certificate,
): Promise<{ readonly move: EnvironmentMove | undefined; readonly problems: readonly DomainError[] }> {
  const held = replacement.definitions.flatMap(({ environmentIds }) => environmentIds);
  const moving = certificate.definitions
    .flatMap(({ environmentIds }) => environmentIds)
    .filter((environment) => !held.includes(environment));
  if (moving.length === 0) return { move: undefined, problems: [] };
  const [definition, ...others] = replacement.definitions;
  const isBound = definition !== undefined && definition.environmentIds.length > 0;
  if (
    definition === undefined ||
    others.length > 0 ||
    (!isBound && (await isDefaultNeeded(view, certificate, replacement)))
  ) {
    const names = (await view.environments.list()).filter(({ id }) => moving.includes(id)).map(({ name }) => name);
    return { move: undefined, problems: [noDefinitionProblem(replacement, names)] };
  }
  const { alias } = definition;
  const environmentIds = [...definition.environmentIds, ...moving];
  return {
    move: { definition, place: { alias, environmentIds } },
    problems: await aliasProblems(view, certificate, replacement, { alias, environmentIds: moving }),
  };
}

/** Another certificate than these two has the alias where it would go; the one that is replaced leaves it free. */
async function aliasProblems(
  { certificates, environments }: CompanyView,
  certificate: Certificate,
  replacement: Certificate,
  { alias, environmentIds }: DefinitionPlace,
): Promise<readonly DomainError[]> {
  for (const environmentId of environmentIds) {
    const holder = await certificates.findByAlias(alias, [environmentId], replacement.id);
    if (holder === undefined || holder.id === certificate.id) continue;
    const environment = (await environments.find(environmentId))?.name ?? '';
    const message = `In ${environment}, “${holder.name}” has the alias “${alias}” already, which “${replacement.name}” would have there. Change one of the two first.`;
    const metadata = { alias, environment, existing_id: holder.id };
    const resource = { type: 'certificate', id: holder.id };
    return [new DomainError('ALIAS_TAKEN', message, { field: 'replacement_id', resource, metadata })];
  }
  return [];
}

async function isDefaultNeeded(
  view: CompanyView,
  certificate: Certificate,
  replacement: Certificate,
): Promise<boolean> {
  const { domains, nodes } = await usesOf(view, replacement);
  const hasDefault = certificate.definitions.some(({ environmentIds }) => environmentIds.length === 0);
  return hasDefault || domains.length > 0 || nodes.length > 0;
}

function noDefinitionProblem({ name }: Certificate, environments: readonly string[]): DomainError {
  return new DomainError(
    'NO_DEFINITION_FOR_ENVIRONMENT',
    `“${name}” has no definition for ${environments.join(', ')} that could take over. Give it one first.`,
    { field: 'replacement_id', metadata: { environments: environments.join(', ') } },
  );
}
