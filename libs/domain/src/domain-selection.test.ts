import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rankForDomain, selectForDomain, type DomainCandidate, type DomainDefinition } from './domain-selection.js';
import { coversHost } from './host-name.js';
import type { CertificateId, DefinitionId, EnvironmentId } from './ids.js';

const test = 'test' as EnvironmentId;
const production = 'production' as EnvironmentId;
const start = new Date('2027-01-01T00:00:00Z');
const end = new Date('2027-12-31T23:59:59Z');
const now = new Date('2027-06-01T00:00:00Z');
const host = 'api.example.org';

interface Given {
  readonly dns?: readonly string[];
  readonly environments?: readonly EnvironmentId[];
  readonly hasKey?: boolean;
  readonly notAfter?: Date;
}

function definition(id: string, { dns = [host], environments = [], hasKey = true, notAfter = end }: Given = {}) {
  return {
    id: id as DefinitionId,
    environmentIds: environments,
    hasKey,
    names: { dns, ip: [] },
    validity: { notBefore: start, notAfter },
  } satisfies DomainDefinition;
}

const certificate = (name: string, ...definitions: DomainDefinition[]): DomainCandidate => ({
  id: name as CertificateId,
  name,
  definitions,
});
const ask = (candidate: DomainCandidate, { at = now, wanted = host, environmentId = test } = {}) =>
  selectForDomain({ host: wanted, environmentId, at }, candidate);

describe('a custom domain is served by', () => {
  const both = certificate('a', definition('default'), definition('of-test', { environments: [test] }));
  it.each([
    ['the definition for its environment', both, test, 'of-test'],
    ['the default definition where no other names the environment', both, production, 'default'],
    ['the default definition where it is the only one', certificate('a', definition('only')), test, 'only'],
  ])('%s', (_rule, candidate, environmentId, id) => {
    const { definition, coveringName, refusal } = ask(candidate, { environmentId });
    expect({ id: definition?.id, coveringName, refusal }).toEqual({ id, coveringName: host, refusal: undefined });
  });

  it.each([
    [['*.example.org', host], host],
    [['*.EXAMPLE.org.'], '*.example.org'],
    [[host.toUpperCase()], host],
  ])('one whose names are %j, by %s', (dns, name) => {
    expect(ask(certificate('a', definition('d', { dns }))).coveringName).toBe(name);
  });
});

describe('a custom domain is not served', () => {
  const elsewhere = definition('of-production', { environments: [production] });
  it.each([
    ['without a definition for its environment', certificate('a', elsewhere), 'NO_DEFINITION_FOR_ENVIRONMENT'],
    ['without any definition', certificate('a'), 'NO_DEFINITION_FOR_ENVIRONMENT'],
    ['without a private key', certificate('a', definition('d', { hasKey: false })), 'NO_PRIVATE_KEY'],
    [
      'by another definition that has a key',
      certificate('a', definition('d'), definition('t', { environments: [test], hasKey: false })),
      'NO_PRIVATE_KEY',
    ],
    ['by other names', certificate('a', definition('d', { dns: ['example.org'] })), 'DOMAIN_NOT_COVERED'],
    ['without names', certificate('a', definition('d', { dns: [] })), 'DOMAIN_NOT_COVERED'],
    ['by a wildcard two labels up', certificate('a', definition('d', { dns: ['*.org'] })), 'DOMAIN_NOT_COVERED'],
  ])('%s', (_case, candidate, reason) => {
    expect(ask(candidate).refusal).toMatchObject({
      reason,
      message: expect.stringMatching(/^“a” \S.*\. \S.*\.$/) as string,
    });
  });

  it.each([
    ['a millisecond before the first second', new Date(start.getTime() - 1), 'FIELD_INVALID'],
    ['at the first second', start, undefined],
    ['at the end of the last second', new Date(end.getTime() + 999), undefined],
    ['in the second after the last', new Date(end.getTime() + 1000), 'CERTIFICATE_EXPIRED'],
  ])('outside of the certificate’s time: %s', (_when, at, reason) => {
    expect(ask(certificate('a', definition('d')), { at }).refusal?.reason).toBe(reason);
  });

  it('by a certificate that is not valid yet, which is said plainly', () => {
    const { refusal } = ask(certificate('a', definition('d')), { at: new Date('2026-12-01T00:00:00Z') });
    expect(refusal?.message).toMatch(/not valid before 2027-01-01/);
  });
});

describe('of several certificates', () => {
  const exact = certificate('exact', definition('d'));
  const wildcard = { dns: ['*.example.org'] };
  const assigned = { environments: [test] };
  const later = { notAfter: new Date('2028-12-31T23:59:59Z') };
  const inOrder = (candidates: readonly DomainCandidate[]) =>
    candidates
      .map((candidate) => ({
        name: candidate.name,
        rank: rankForDomain({ host, environmentId: test, at: now }, candidate, ask(candidate)),
      }))
      .sort((one, other) => (one.rank < other.rank ? -1 : 1))
      .map(({ name }) => name);

  it.each([
    [
      'the exact name comes before a wildcard, whatever else',
      [certificate('wildcard', definition('d', { ...wildcard, ...assigned, ...later })), exact],
      ['exact', 'wildcard'],
    ],
    [
      'a definition for the environment comes before a default one',
      [certificate('default', definition('d', later)), certificate('assigned', definition('d', assigned))],
      ['assigned', 'default'],
    ],
    ['the later end comes first', [exact, certificate('zebra', definition('d', later))], ['zebra', 'exact']],
    [
      'the name decides at last, in any case',
      [certificate('B', definition('d')), certificate('a', definition('d'))],
      ['a', 'B'],
    ],
    [
      'one that may not serve comes last',
      [
        certificate('keyless', definition('d', { hasKey: false, ...later, ...assigned })),
        certificate('w', definition('d', wildcard)),
      ],
      ['w', 'keyless'],
    ],
  ])('%s', (_rule, candidates, names) => {
    expect(inOrder(candidates)).toEqual(names);
    expect(inOrder([...candidates].reverse())).toEqual(names);
  });
});

const label = fc.constantFrom('a', 'b', 'api', '*', 'xn--mnchen-3ya');
const name = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'));

describe('for every host and every certificate', () => {
  it('a name covers exactly when RFC 9525 says so', () => {
    fc.assert(
      fc.property(fc.array(name, { maxLength: 5 }), name, (dns, wanted) => {
        const { coveringName } = ask(certificate('a', definition('d', { dns })), { wanted });
        const host = wanted.includes('*') ? undefined : wanted;
        expect(host !== undefined && coveringName !== undefined).toBe(
          host !== undefined && coversHost({ dns, ip: [] }, host),
        );
      }),
    );
  });

  it('it may serve exactly when it has a key, covers the host, and is valid', () => {
    const second = fc.integer({ min: -400 * 86_400, max: 800 * 86_400 });
    fc.assert(
      fc.property(fc.array(name, { maxLength: 3 }), fc.boolean(), second, (dns, hasKey, offset) => {
        const at = new Date(start.getTime() + offset * 1000);
        const { refusal } = ask(certificate('a', definition('d', { dns, hasKey })), { at, wanted: 'api.b.a' });
        const valid = at >= start && at <= end;
        expect(refusal === undefined).toBe(hasKey && valid && coversHost({ dns, ip: [] }, 'api.b.a'));
      }),
    );
  });
});
