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

describe('every case', () => {
  type Outcome = readonly [definitionId: string, isDefault: boolean] | string;
  /** Of one certificate, for a node in the test environment and for one in none. */
  const cases: Readonly<Record<string, readonly [SelectionCandidate, inTest: Outcome, inNone: Outcome]>> = {
    'named alone': [
      certificate('a', { id: 'of-test', environments: [test] }),
      ['of-test', false],
      'NO_DEFINITION_FOR_ENVIRONMENT',
    ],
    'default alone': [certificate('b', { id: 'default' }), ['default', true], ['default', true]],
    'named and default': [
      certificate('c', { id: 'default' }, { id: 'of-test', environments: [production, test] }),
      ['of-test', false],
      ['default', true],
    ],
    'for another environment': [
      certificate('d', { id: 'of-production', environments: [production] }),
      'NO_DEFINITION_FOR_ENVIRONMENT',
      'NO_DEFINITION_FOR_ENVIRONMENT',
    ],
    'for another environment, and default': [
      certificate('e', { id: 'of-production', environments: [production] }, { id: 'default' }),
      ['default', true],
      ['default', true],
    ],
    'named without key, default with': [
      certificate('f', { id: 'of-test', environments: [test], hasKey: false }, { id: 'default' }),
      'NO_PRIVATE_KEY',
      ['default', true],
    ],
    'default without key': [certificate('g', { id: 'default', hasKey: false }), 'NO_PRIVATE_KEY', 'NO_PRIVATE_KEY'],
    'without definitions': [certificate('h'), 'NO_DEFINITION_FOR_ENVIRONMENT', 'NO_DEFINITION_FOR_ENVIRONMENT'],
  };
  const names = [undefined, ...Object.keys(cases)];
  const cells = names.flatMap((chosenName) => names.map((primaryName) => ({ chosenName, primaryName })));

  it.each(cells)('chosen: $chosenName, primary: $primaryName', ({ chosenName, primaryName }) => {
    const chosenCase = chosenName === undefined ? undefined : cases[chosenName];
    const primaryCase = primaryName === undefined ? undefined : cases[primaryName];
    for (const [environmentId, column] of [
      [test, 1],
      [undefined, 2],
    ] as const) {
      const input = { environmentId, chosenCertificate: chosenCase?.[0], primaryCertificate: primaryCase?.[0] };
      const deciding = chosenCase ?? primaryCase;
      const outcome = deciding?.[column] ?? 'NO_CERTIFICATE_SELECTED';
      expect(selectForNode({ ...input, mtlsEnabled: true })).toEqual(
        typeof outcome === 'string'
          ? { kind: 'refused', reason: outcome, message: expect.stringMatching(/^\S.*\. \S.*\.$/) as string }
          : {
              kind: 'selected',
              certificateId: deciding?.[0].id,
              definitionId: outcome[0],
              defaultDefinition: outcome[1],
              chosenBy: chosenCase === undefined ? 'PRIMARY' : 'CHOSEN_BY_HAND',
            },
      );
      expect(selectForNode({ ...input, mtlsEnabled: false })).toMatchObject({ reason: 'MTLS_DISABLED' });
    }
  });
});
