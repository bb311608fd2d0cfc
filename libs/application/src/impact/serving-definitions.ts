import type { ServingDefinition } from '@certkeep/domain';
import type { Certificate, Definition, Version } from '../certificate/certificate.js';
import { presentedNames } from '../certificate/presented-names.js';

/** A certificate's definitions as those who depend on them see them. */
export function servingDefinitions(certificate: Certificate): readonly ServingDefinition[] {
  return certificate.definitions.map(servingDefinition);
}

export function servingDefinition({ environmentIds, current }: Definition): ServingDefinition {
  return { environmentIds, ...servedBy(current) };
}

export function servedBy({ id, hasKey, facts }: Pick<Version, 'id' | 'hasKey' | 'facts'>) {
  return { versionId: id, hasKey, names: presentedNames(facts) };
}

/** The certificate's definitions with another version current in one of them. */
export function definitionsWith(
  certificate: Certificate,
  changed: Definition,
  served: ReturnType<typeof servedBy>,
): readonly ServingDefinition[] {
  return certificate.definitions.map((definition) =>
    definition.id === changed.id
      ? { environmentIds: definition.environmentIds, ...served }
      : servingDefinition(definition),
  );
}
