import { CertificateStatus } from '@certkeep/contracts/connect';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { describe, expect, it } from 'vitest';
import { everything } from './list-state.js';
import { filterOf, hasFacet, isFiltered, noFacet, withoutFacet } from './list-request.js';

const expired = { ...noFacet, statuses: [CertificateStatus.EXPIRED] };

describe('what is asked of the server', () => {
  it('leaves out what nobody chose', () => {
    expect(filterOf(everything)).toEqual({
      search: '',
      statuses: [],
      environmentId: '',
      labels: {},
      coveredDomain: '',
      deleted: false,
    });
  });

  it('takes a week from its Monday to before the next one', () => {
    const { expiresFrom, expiresBefore } = filterOf({ ...everything, week: '2026-12-28' });
    expect(expiresFrom && timestampDate(expiresFrom).toISOString()).toBe('2026-12-28T00:00:00.000Z');
    expect(expiresBefore && timestampDate(expiresBefore).toISOString()).toBe('2027-01-04T00:00:00.000Z');
  });

  it('keeps a “no” apart from no answer', () => {
    expect(filterOf({ ...everything, inUse: false, hasPrivateKey: false })).toMatchObject({
      inUse: false,
      hasPrivateKey: false,
    });
  });
});

describe('a card', () => {
  it('is pressed when the list shows exactly what it counts', () => {
    const state = { ...everything, search: 'a', ...expired };
    expect(hasFacet(state, expired)).toBe(true);
    expect(hasFacet({ ...state, inUse: true }, expired)).toBe(false);
    expect(hasFacet(withoutFacet(state), noFacet)).toBe(true);
  });
});

describe('a filtered list', () => {
  it('is one that leaves something out, not one in another order or at another moment', () => {
    expect(isFiltered({ ...everything, descending: true, asOf: '2027-01-01' })).toBe(false);
    expect(isFiltered({ ...everything, deleted: true })).toBe(true);
  });
});
