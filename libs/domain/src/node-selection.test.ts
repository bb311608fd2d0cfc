import { describe, expect, it } from 'vitest';
import type { CertificateId, DefinitionId, EnvironmentId } from './ids.js';
import { explainForNode, selectForNode, type SelectionCandidate } from './node-selection.js';

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

describe('why a node presents what it presents', () => {
  it('names the primary after the one chosen by hand, and says that it is not asked', () => {
    const input = { mtlsEnabled: true, environmentId: test, chosenCertificate: chosen, primaryCertificate: primary };
    expect(
      explainForNode(input).map(({ certificate: { id }, rule, definition, selected }) => [
        id,
        rule,
        definition?.id,
        selected,
      ]),
    ).toEqual([
      ['chosen', 'CHOSEN_BY_HAND', 'chosen-test', true],
      ['primary', 'PRIMARY', 'primary-test', false],
    ]);
    expect(explainForNode(input)[1]?.explanation).toMatch('goes before the primary');
  });

  it('names a certificate once that is both', () => {
    const both = { mtlsEnabled: true, environmentId: test, chosenCertificate: chosen, primaryCertificate: chosen };
    expect(explainForNode(both).map(({ rule }) => rule)).toEqual(['CHOSEN_BY_HAND']);
  });

  it('selects what the rule selects, and says why nothing is selected', () => {
    for (const chosenCertificate of [undefined, chosen, elsewhere, keyless]) {
      for (const primaryCertificate of [undefined, primary, elsewhere, keyless]) {
        for (const environmentId of [undefined, test, production]) {
          for (const mtlsEnabled of [true, false]) {
            const input = { mtlsEnabled, environmentId, chosenCertificate, primaryCertificate };
            const selection = selectForNode(input);
            const [first] = explainForNode(input);
            const selected = explainForNode(input).filter((candidate) => candidate.selected);
            expect(selected.map(({ definition }) => definition?.id)).toEqual(
              selection.kind === 'selected' ? [selection.definitionId] : [],
            );
            if (selection.kind === 'refused' && first) expect(first.explanation).toBe(selection.message);
          }
        }
      }
    }
  });
});
