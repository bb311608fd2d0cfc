import type { ServingDefinition } from '@certkeep/domain';
import type { Certificate, Definition, Version } from '../certificate/certificate.js';

/** A certificate's definitions as those who depend on them see them. */
export function servingDefinitions(certificate: Certificate): readonly ServingDefinition[] {
  return certificate.definitions.map(servingDefinition);
}

export function servingDefinition({ environmentIds, current }: Definition): ServingDefinition {
  return { environmentIds, ...servedBy(current) };
}

export function servedBy({ id, hasKey, facts }: Pick<Version, 'id' | 'hasKey' | 'facts'>) {
  const ofKind = (kind: string) =>
    facts.subjectAlternativeNames.filter((name) => name.kind === kind).map(({ value }) => value);
  return { versionId: id, hasKey, names: { dns: ofKind('DNS'), ip: ofKind('IP') } };
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
