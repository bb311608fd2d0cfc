import type { EnvironmentId } from './ids.js';

interface Assigned {
  /** None: the certificate's default definition. */
  readonly environmentIds: readonly EnvironmentId[];
}

/**
 * Which of a certificate's definitions holds in an environment: the one that names it, else the default one.
 * @param environmentId undefined for a consumer without an environment: the default one holds for it
 */
export function definitionFor<Definition extends Assigned>(
  definitions: readonly Definition[],
  environmentId: EnvironmentId | undefined,
): Definition | undefined {
  return (
    definitions.find(({ environmentIds }) => environmentId !== undefined && environmentIds.includes(environmentId)) ??
    definitions.find(({ environmentIds }) => environmentIds.length === 0)
  );
}
