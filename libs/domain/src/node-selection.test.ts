import { describe, expect, it } from 'vitest';
import type { CertificateId, DefinitionId, EnvironmentId } from './ids.js';
import { selectForNode, type SelectionCandidate } from './node-selection.js';

const test = 'test' as EnvironmentId;
const production = 'production' as EnvironmentId;

function certificate(
  id: string,
  ...definitions: { id: string; environments?: EnvironmentId[]; hasKey?: boolean }[]
): SelectionCandidate {
  return {
    id: id as CertificateId,
    name: id,
    definitions: definitions.map((definition) => ({
      id: definition.id as DefinitionId,
      environmentIds: definition.environments ?? [],
      hasKey: definition.hasKey ?? true,
    })),
  };
}

const chosen = certificate('chosen', { id: 'chosen-default' }, { id: 'chosen-test', environments: [test] });
const primary = certificate('primary', { id: 'primary-default' }, { id: 'primary-test', environments: [test] });
const elsewhere = certificate('elsewhere', { id: 'elsewhere-production', environments: [production] });
const keyless = certificate('keyless', { id: 'keyless-default', hasKey: false });

describe('a node presents', () => {
  it.each([
    [
      'the certificate chosen by hand before the primary',
      test,
      chosen,
      primary,
      'chosen-test',
      'CHOSEN_BY_HAND',
      false,
    ],
    ['the primary when none was chosen', test, undefined, primary, 'primary-test', 'PRIMARY', false],
    [
      'the default definition when none names its environment',
      production,
      chosen,
      primary,
      'chosen-default',
      'CHOSEN_BY_HAND',
      true,
    ],
    ['the primary’s default definition likewise', production, undefined, primary, 'primary-default', 'PRIMARY', true],
    [
      'the default definition when it has no environment',
      undefined,
      undefined,
      primary,
      'primary-default',
      'PRIMARY',
      true,
    ],
  ] as const)(
    '%s',
    (_rule, environmentId, chosenCertificate, primaryCertificate, definitionId, chosenBy, isDefault) => {
      expect(selectForNode({ mtlsEnabled: true, environmentId, chosenCertificate, primaryCertificate })).toMatchObject({
        kind: 'selected',
        definitionId,
        chosenBy,
        defaultDefinition: isDefault,
      });
    },
  );

  it.each([
    ['with mTLS off', false, chosen, primary, 'MTLS_DISABLED'],
    ['with nothing chosen and no primary', true, undefined, undefined, 'NO_CERTIFICATE_SELECTED'],
    [
      'when the chosen one is for other environments, although there is a primary',
      true,
      elsewhere,
      primary,
      'NO_DEFINITION_FOR_ENVIRONMENT',
    ],
    ['when the chosen one has no key, although there is a primary', true, keyless, primary, 'NO_PRIVATE_KEY'],
    ['when the primary has no key', true, undefined, keyless, 'NO_PRIVATE_KEY'],
  ] as const)('nothing %s', (_case, mtlsEnabled, chosenCertificate, primaryCertificate, reason) => {
    const selection = selectForNode({ mtlsEnabled, environmentId: test, chosenCertificate, primaryCertificate });
    expect(selection).toMatchObject({ kind: 'refused', reason });
  });
});
