import { definitionFor } from './definition-choice.js';
import { coversHost, namesNotCovered, type PresentedNames } from './host-name.js';
import type { EnvironmentId } from './ids.js';

/** A definition as those who depend on it see it: where it holds, and what it serves there. */
export interface ServingDefinition {
  /** None: the default definition. */
  readonly environmentIds: readonly EnvironmentId[];
  /** Changes whenever what is served does. */
  readonly versionId: string;
  readonly hasKey: boolean;
  readonly names: PresentedNames;
}

/** What depends on a certificate, in which environment. */
export interface DomainUse {
  readonly id: string;
  readonly host: string;
  readonly environmentId: EnvironmentId;
}

export interface NodeUse {
  readonly id: string;
  readonly name: string;
  readonly environmentId: EnvironmentId | undefined;
}

export interface Uses<Domain extends DomainUse, Node extends NodeUse> {
  readonly domains: readonly Domain[];
  readonly nodes: readonly Node[];
}

/** Whom a change of a certificate's definitions reaches. Those who are served the same as before are left out. */
export interface ServingImpact<Domain, Node> {
  /** `uncovered`: the host was covered, and would be no longer. */
  readonly domains: readonly { readonly domain: Domain; readonly uncovered: boolean }[];
  /** `leftWithout`: it had a certificate to present, and would have none. */
  readonly nodes: readonly { readonly node: Node; readonly leftWithout: boolean }[];
  /** Environments whose truststore would hold something else. */
  readonly environmentIds: readonly EnvironmentId[];
  /** Names that are covered and would be no longer, sorted. */
  readonly missingNames: readonly string[];
}

/**
 * Compares what a certificate's definitions serve before and after a change. Those who depend on a certificate that is
 * replaced by another are served by that one's definitions after.
 */
export function impactOf<Domain extends DomainUse, Node extends NodeUse>(
  before: readonly ServingDefinition[],
  after: readonly ServingDefinition[],
  { domains, nodes }: Uses<Domain, Node>,
): ServingImpact<Domain, Node> {
  const changes = (environmentId: EnvironmentId | undefined) =>
    definitionFor(before, environmentId)?.versionId !== definitionFor(after, environmentId)?.versionId;
  const serves = (definitions: readonly ServingDefinition[], { environmentId, host }: DomainUse) => {
    const definition = definitionFor(definitions, environmentId);
    return definition?.hasKey === true && coversHost(definition.names, host);
  };
  const presents = (definitions: readonly ServingDefinition[], { environmentId }: NodeUse) =>
    definitionFor(definitions, environmentId)?.hasKey === true;
  return {
    domains: domains
      .filter(({ environmentId }) => changes(environmentId))
      .map((domain) => ({ domain, uncovered: serves(before, domain) && !serves(after, domain) })),
    nodes: nodes
      .filter(({ environmentId }) => changes(environmentId))
      .map((node) => ({ node, leftWithout: presents(before, node) && !presents(after, node) })),
    environmentIds: [...new Set([...before, ...after].flatMap(({ environmentIds }) => environmentIds))].filter(
      (environmentId) => trustedIn(before, environmentId) !== trustedIn(after, environmentId),
    ),
    missingNames: [...namesNotCovered(allNames(after), allNames(before))].sort(),
  };
}

/** Truststores hold what is assigned to their environment by name; a default definition is in none. */
function trustedIn(definitions: readonly ServingDefinition[], environmentId: EnvironmentId): string | undefined {
  return definitions.find(({ environmentIds }) => environmentIds.includes(environmentId))?.versionId;
}

function allNames(definitions: readonly ServingDefinition[]): PresentedNames {
  return {
    dns: definitions.flatMap(({ names }) => names.dns),
    ip: definitions.flatMap(({ names }) => names.ip),
  };
}
