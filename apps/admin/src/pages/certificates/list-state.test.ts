import { CertificateStatus } from '@certkeep/contracts/connect';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { everything, filtersAlike, formatListState, labelFrom, parseListState, type ListState } from './list-state.js';

const parse = (query: string) => parseListState(new URLSearchParams(query));

const text = fc.string({ unit: 'grapheme', maxLength: 30 }).map((value) => value.trim());
const answer = fc.constantFrom(true, false, undefined);
const day = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2999-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const monday = fc
  .integer({ min: 0, max: 20_000 })
  .map((week) => new Date((week * 7 + 4) * 86_400_000).toISOString().slice(0, 10));
const statuses = fc.subarray([
  CertificateStatus.EXPIRED,
  CertificateStatus.EXPIRES_SOON,
  CertificateStatus.UPCOMING,
  CertificateStatus.VALID,
]);
const states: fc.Arbitrary<ListState> = fc.record({
  search: text,
  statuses,
  inUse: answer,
  primary: answer,
  environmentId: fc.oneof(fc.constant(''), fc.uuid()),
  labels: fc.uniqueArray(fc.record({ key: text.filter((key) => key !== ''), value: text }), {
    maxLength: 4,
    selector: ({ key }) => key,
  }),
  expiresInDays: fc.option(fc.integer({ min: 0, max: 36_500 }), { nil: undefined }),
  coveredDomain: text,
  hasPrivateKey: answer,
  deleted: fc.boolean(),
  week: fc.oneof(fc.constant(''), monday),
  order: fc.constantFrom('name', 'expire_time', 'create_time'),
  descending: fc.boolean(),
  asOf: fc.oneof(fc.constant(''), day),
});

describe('the address of a list', () => {
  it('holds everything: read again, it is the same list', () => {
    fc.assert(
      fc.property(states, (state) => {
        expect(parse(formatListState(state))).toEqual(state);
      }),
    );
  });

  it('names each parameter once, as the router keeps only one of a name', () => {
    fc.assert(
      fc.property(states, (state) => {
        const names = [...new URLSearchParams(formatListState(state)).keys()];
        expect(names).toEqual([...new Set(names)]);
      }),
    );
  });

  it('shows a list whatever stands in it', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('status', 'label', 'days', 'week', 'order', 'as-of'), fc.string()),
        (values) => {
          const state = parseListState(new URLSearchParams(values));
          expect(parse(formatListState(state))).toEqual(state);
        },
      ),
    );
  });

  it('is empty when everything is shown in the usual order', () => {
    expect(formatListState(everything)).toBe('?');
    expect(parse('')).toEqual(everything);
  });

  it.each([
    ['status=expired,expires-soon', { statuses: [CertificateStatus.EXPIRED, CertificateStatus.EXPIRES_SOON] }],
    ['status=lost', { statuses: [] }],
    ['use=no', { inUse: false }],
    ['use=true', { inUse: undefined }],
    [
      'label=team=payments,tier',
      {
        labels: [
          { key: 'team', value: 'payments' },
          { key: 'tier', value: '' },
        ],
      },
    ],
    ['label=a=1,a=2', { labels: [{ key: 'a', value: '2' }] }],
    ['label=,=x,%25E0', { labels: [] }],
    ['days=0', { expiresInDays: 0 }],
    ['days=36501', { expiresInDays: undefined }],
    ['days=-1', { expiresInDays: undefined }],
    ['days=1.5', { expiresInDays: undefined }],
    ['week=2027-01-04', { week: '2027-01-04' }],
    ['week=2027-01-05', { week: '' }],
    ['as-of=2028-02-29', { asOf: '2028-02-29' }],
    ['as-of=2027-02-29', { asOf: '' }],
    ['as-of=tomorrow', { asOf: '' }],
    ['order=expire_time desc', { order: 'expire_time', descending: true }],
    ['order=size desc', { order: 'name', descending: false }],
  ] as const)('%s is read as it should be', (query, expected) => {
    expect(parse(query)).toEqual({ ...everything, ...expected });
  });
});

describe('a label that is typed', () => {
  it.each([
    ['team', { key: 'team', value: '' }],
    [' team = payments ', { key: 'team', value: 'payments' }],
    ['query=a=b', { key: 'query', value: 'a=b' }],
    ['=payments', undefined],
    ['', undefined],
  ])('%j', (typed, label) => {
    expect(labelFrom(typed)).toEqual(label);
  });
});

describe('two lists of the same certificates', () => {
  it('are those that differ in order and moment alone', () => {
    const one = parse('search=a&status=valid');
    expect(filtersAlike(one, { ...one, descending: true, asOf: '2027-01-01' })).toBe(true);
    expect(filtersAlike(one, { ...one, search: 'b' })).toBe(false);
  });
});
