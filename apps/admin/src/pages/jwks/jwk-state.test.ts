import { CertificateStatus, MaterialSource } from '@certkeep/contracts/connect';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jwkChips } from './jwk-chips.js';
import {
  everyJwk,
  formatJwkListState,
  isNarrowed,
  listRequest,
  parseJwkListState,
  sourceChoices,
  withSource,
  type JwkListState,
} from './jwk-state.js';

const parse = (query: string) => parseJwkListState(new URLSearchParams(query));
const states: fc.Arbitrary<JwkListState> = fc.record({
  search: fc.string({ unit: 'grapheme', maxLength: 30 }).map((text) => text.trim()),
  statuses: fc.subarray([CertificateStatus.EXPIRED, CertificateStatus.EXPIRES_SOON, CertificateStatus.VALID]),
  expiresInDays: fc.option(fc.integer({ min: 0, max: 36_500 }), { nil: undefined }),
  sources: fc.subarray(sourceChoices.map(({ source }) => source)),
  connected: fc.constantFrom(true, false, undefined),
  certificateId: fc.oneof(fc.constant(''), fc.uuid()),
  order: fc.constantFrom('name', 'expire_time', 'create_time'),
  descending: fc.boolean(),
});

describe('the address of a list of JWKs', () => {
  it('holds everything: read again, it is the same list', () => {
    fc.assert(
      fc.property(states, (state) => {
        expect(parse(formatJwkListState(state))).toEqual(state);
      }),
    );
  });

  it('names each parameter once, as the router keeps only one of a name', () => {
    fc.assert(
      fc.property(states, (state) => {
        const names = [...new URLSearchParams(formatJwkListState(state)).keys()];
        expect(names).toEqual([...new Set(names)]);
      }),
    );
  });

  it.each([
    ['', {}],
    ['source=paste,file', { sources: [MaterialSource.FILE, MaterialSource.PASTE] }],
    ['source=elsewhere', {}],
    ['connected=no', { connected: false }],
    ['connected=maybe', {}],
    ['days=30&status=expired', { expiresInDays: 30, statuses: [CertificateStatus.EXPIRED] }],
    ['days=-1', {}],
    ['order=create_time desc', { order: 'create_time', descending: true }],
  ])('%j is read as it should be', (query, expected) => {
    expect(parse(query)).toEqual({ ...everyJwk, ...expected });
  });
});

describe('what is asked of the server', () => {
  it('leaves out what isn’t asked for, and tells no from not asked', () => {
    expect(listRequest(everyJwk)).not.toHaveProperty('connected');
    expect(listRequest(everyJwk)).not.toHaveProperty('expiresInDays');
    expect(listRequest({ ...everyJwk, connected: false, expiresInDays: 0 })).toMatchObject({
      connected: false,
      expiresInDays: 0,
      orderBy: 'name',
    });
  });

  it('is narrowed by a filter, not by another order', () => {
    expect(isNarrowed({ ...everyJwk, order: 'expire_time', descending: true })).toBe(false);
    expect(isNarrowed({ ...everyJwk, connected: true })).toBe(true);
  });
});

describe('the filters that are on', () => {
  it('are told in words, and each can be taken away by itself', () => {
    const state = { ...parse('search=pay&source=paste,https&connected=no&days=1&status=valid'), certificateId: 'c' };
    const chips = jwkChips(state, 'Payments');
    expect(chips.map(({ text }) => text)).toEqual([
      '“pay”',
      'Made from Payments',
      'Certificate pasted',
      'Certificate fetched over HTTPS',
      'Not connected',
      'Valid',
      'Expires within 1 day',
    ]);
    expect(chips[2]?.without.sources).toEqual([MaterialSource.HTTPS]);
    expect(chips.reduce((shown, chip) => shown && isNarrowed(chip.without), true)).toBe(true);
  });

  it('choose sources one by one, in their order', () => {
    const chosen = withSource({ ...everyJwk, sources: [MaterialSource.HTTPS] }, MaterialSource.FILE, true);
    expect(chosen).toEqual([MaterialSource.FILE, MaterialSource.HTTPS]);
    expect(withSource({ ...everyJwk, sources: chosen }, MaterialSource.HTTPS, false)).toEqual([MaterialSource.FILE]);
  });
});
