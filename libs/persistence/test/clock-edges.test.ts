import { createCertificate, noFilter, type Call } from '@certkeep/application';
import { statusAt, type CertificateStatus } from '@certkeep/domain';
import { createTestCa, describeOnEachDatabase } from '@certkeep/testing';
import { parseCertificate } from '@certkeep/x509';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Lifecycle, pasted, still } from './shaking/lifecycle.js';

// Of this process alone: each test file has its own.
vi.stubEnv('TZ', 'Pacific/Auckland');

const second = 1000;
const window = 30;
const statuses: readonly CertificateStatus[] = ['UPCOMING', 'VALID', 'EXPIRES_SOON', 'EXPIRED'];

interface Life {
  readonly what: string;
  readonly from: string;
  readonly warn: string;
  readonly until: string;
}

const lives: readonly Life[] = [
  { what: 'a year', from: '2027-01-01T00:00:00Z', warn: '2027-12-01T23:59:59Z', until: '2027-12-31T23:59:59Z' },
  {
    what: 'until a leap day',
    from: '2027-03-01T12:00:00Z',
    warn: '2028-01-30T23:59:59Z',
    until: '2028-02-29T23:59:59Z',
  },
  {
    what: 'from a leap day on',
    from: '2028-02-29T00:00:00Z',
    warn: '2029-01-29T23:59:59Z',
    until: '2029-02-28T23:59:59Z',
  },
  {
    what: 'an hour while Auckland’s clocks go back',
    from: '2027-04-03T13:30:00Z',
    warn: '2027-04-03T14:10:00Z',
    until: '2027-04-03T14:30:00Z',
  },
  {
    what: 'until the last second that UTCTime can tell',
    from: '2048-06-01T00:00:00Z',
    warn: '2049-12-01T23:59:59Z',
    until: '2049-12-31T23:59:59Z',
  },
  {
    what: 'until the first second that only GeneralizedTime can tell',
    from: '2049-01-01T00:00:00Z',
    warn: '2049-12-02T00:00:00Z',
    until: '2050-01-01T00:00:00Z',
  },
  {
    what: 'from the first second of GeneralizedTime on',
    from: '2050-01-01T00:00:00Z',
    warn: '2050-12-01T23:59:59Z',
    until: '2050-12-31T23:59:59Z',
  },
  {
    what: 'without an end (RFC 5280 section 4.1.2.5)',
    from: '2027-01-01T00:00:00Z',
    warn: '9999-12-01T23:59:59Z',
    until: '9999-12-31T23:59:59Z',
  },
];

/** Each moment around an edge, and the status that holds then. */
function edgesOf({ from, warn, until }: Life): readonly (readonly [Date, CertificateStatus])[] {
  const at = (time: string, offset: number) => new Date(Date.parse(time) + offset);
  return [
    [at(from, -second), 'UPCOMING'],
    [at(from, -1), 'UPCOMING'],
    [at(from, 0), 'VALID'],
    [at(from, second), 'VALID'],
    [at(warn, -second), 'VALID'],
    [at(warn, -1), 'VALID'],
    [at(warn, 0), 'EXPIRES_SOON'],
    [at(warn, second), 'EXPIRES_SOON'],
    [at(until, -second), 'EXPIRES_SOON'],
    [at(until, 0), 'EXPIRES_SOON'],
    [at(until, second - 1), 'EXPIRES_SOON'],
    [at(until, second), 'EXPIRED'],
    [at(until, second + 1), 'EXPIRED'],
  ];
}

async function issue({ from, until }: Life) {
  const ca = await createTestCa();
  return ca.issue({ commonName: 'edge', notBefore: new Date(from), notAfter: new Date(until) });
}

it('this process is not in UTC', () => {
  expect(new Date('2027-01-01T00:00:00Z').getHours()).toBe(13);
});

describe.each(lives)('a certificate for $what', (life) => {
  it('has the times that its bytes say, and the status of each second', async () => {
    const { facts } = parseCertificate((await issue(life)).certificateDer);
    expect([facts.notBefore, facts.notAfter]).toEqual([new Date(life.from), new Date(life.until)]);
    for (const [at, status] of edgesOf(life)) expect([at, statusAt(at, facts, window)]).toEqual([at, status]);
  });
});

describeOnEachDatabase('lists and counts', (kind) => {
  let life: Lifecycle;
  beforeAll(async () => {
    life = await Lifecycle.on(kind);
  });
  afterAll(() => life.close());

  const named = async (call: Call, status: CertificateStatus, at: Date) => {
    const filter = { ...noFilter, statuses: [status] };
    const query = { filter, at, orderBy: 'expire_time', descending: false, page: { size: 10 } } as const;
    return (await life.first.store.view(call.caller.company).certificates.list(query)).rows.length;
  };
  const counted = async (call: Call, search: string, at: Date) => {
    const query = { filter: { ...noFilter, search }, at, timelineWeeks: 1 };
    const summary = await life.first.store.view(call.caller.company).certificates.summarize(query);
    return [summary.upcoming, summary.valid, summary.expiresSoon, summary.expired];
  };

  it.each(lives)('change with a certificate for $what', async (one) => {
    const call = await life.company();
    const input = { name: 'edge', description: '', labels: {}, alias: '', environmentIds: [], primary: false };
    const rest = { material: pasted(await issue(one)), allowExpired: true, validateOnly: false };
    await createCertificate(life.first)(call, { ...input, ...rest }, still);
    for (const [at, status] of edgesOf(one)) {
      const expected = statuses.map((each) => (each === status ? 1 : 0));
      const listed = await Promise.all(statuses.map((each) => named(call, each, at)));
      expect([at, listed]).toEqual([at, expected]);
      // From the counts that are kept, and from the rows.
      expect([at, await counted(call, '', at)]).toEqual([at, expected]);
      expect([at, await counted(call, 'edge', at)]).toEqual([at, expected]);
    }
  });
});
