import { CertificateStatus } from '@certkeep/contracts/connect';
import { describe, expect, it } from 'vitest';
import { chipsOf, cleared } from './chips.js';
import { everything, type ListState } from './list-state.js';

const all: ListState = {
  search: 'gate',
  statuses: [CertificateStatus.EXPIRED, CertificateStatus.VALID],
  inUse: false,
  primary: true,
  environmentId: 'e-1',
  labels: [
    { key: 'team', value: 'payments' },
    { key: 'tier', value: '' },
  ],
  expiresInDays: 30,
  coveredDomain: 'api.example.org',
  hasPrivateKey: false,
  deleted: true,
  week: '2027-01-04',
  order: 'expire_time',
  descending: true,
  asOf: '2027-01-15',
};
const names = new Map([['e-1', 'Production']]);

describe('the chips of a list', () => {
  it('say every filter that is on', () => {
    expect(chipsOf(all, names).map(({ text }) => text)).toEqual([
      'Deleted',
      '“gate”',
      'Expired',
      'Valid',
      'Not in use',
      'Primary',
      'In Production',
      'Label team=payments',
      'Label tier',
      'Expires within 30 days',
      'Covers api.example.org',
      'Without private key',
      'Ends in the week of 4 Jan 2027',
    ]);
  });

  it('take one filter away each, and together all of them', () => {
    let state = all;
    for (let [chip] = chipsOf(state, names); chip !== undefined; [chip] = chipsOf(state, names)) {
      const before = chipsOf(state, names).length;
      state = chip.without;
      expect(chipsOf(state, names)).toHaveLength(before - 1);
    }
    expect(state).toEqual(cleared(all));
  });

  it('are none where nothing is filtered, and leave order and moment alone', () => {
    expect(chipsOf({ ...everything, descending: true, asOf: '2027-01-15' }, names)).toEqual([]);
    expect(cleared(all)).toEqual({ ...everything, order: 'expire_time', descending: true, asOf: '2027-01-15' });
  });
});
