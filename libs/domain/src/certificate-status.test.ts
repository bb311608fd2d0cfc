import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isExpired, statusAt, warningTime, worstStatus, type CertificateStatus } from './certificate-status.js';

const year = { notBefore: new Date('2027-01-01T00:00:00Z'), notAfter: new Date('2027-12-31T23:59:59Z') };
const hour = { notBefore: new Date('2027-01-01T00:00:00Z'), notAfter: new Date('2027-01-01T01:00:00Z') };

describe('the status of a certificate', () => {
  it.each<[string, string, CertificateStatus]>([
    ['a millisecond before its first second', '2026-12-31T23:59:59.999Z', 'UPCOMING'],
    ['at its first second', '2027-01-01T00:00:00Z', 'VALID'],
    ['a millisecond before the warning window', '2027-12-01T23:59:58.999Z', 'VALID'],
    ['at the start of the warning window', '2027-12-01T23:59:59Z', 'EXPIRES_SOON'],
    ['at its last second', '2027-12-31T23:59:59Z', 'EXPIRES_SOON'],
    ['at the end of its last second', '2027-12-31T23:59:59.999Z', 'EXPIRES_SOON'],
    ['in the second after its last', '2028-01-01T00:00:00Z', 'EXPIRED'],
  ])('%s', (_when, now, status) => {
    expect(statusAt(new Date(now), year, 30)).toBe(status);
  });

  it.each<[string, CertificateStatus]>([
    ['2027-01-01T00:39:59.999Z', 'VALID'],
    ['2027-01-01T00:40:00Z', 'EXPIRES_SOON'],
  ])('of a certificate for an hour warns in its last third alone: %s', (now, status) => {
    expect(statusAt(new Date(now), hour, 30)).toBe(status);
  });

  it.each([
    [1, '2027-12-30T23:59:59.000Z'],
    [30, '2027-12-01T23:59:59.000Z'],
    [121, '2027-09-01T23:59:59.000Z'],
    [122, '2027-09-01T07:59:59.333Z'],
    [365, '2027-09-01T07:59:59.333Z'],
  ])('warns %i days before the end, and never longer than a third of the lifetime: from %s on', (days, from) => {
    expect(warningTime(year, days).toISOString()).toBe(from);
    expect(statusAt(new Date(from), year, days)).toBe('EXPIRES_SOON');
    expect(statusAt(new Date(Date.parse(from) - 1), year, days)).toBe('VALID');
  });

  it('only moves forward as time passes', () => {
    const order: CertificateStatus[] = ['UPCOMING', 'VALID', 'EXPIRES_SOON', 'EXPIRED'];
    const instant = fc.date({ min: new Date('2026-06-01'), max: new Date('2028-06-01'), noInvalidDate: true });
    fc.assert(
      fc.property(instant, instant, fc.integer({ min: 1, max: 365 }), (one, other, days) => {
        const [before, after] = one <= other ? [one, other] : [other, one];
        expect(order.indexOf(statusAt(before, year, days))).toBeLessThanOrEqual(
          order.indexOf(statusAt(after, year, days)),
        );
      }),
    );
  });

  it('is EXPIRED exactly when the certificate is expired', () => {
    fc.assert(
      fc.property(fc.integer({ min: -5000, max: 5000 }), (offset) => {
        const now = new Date(year.notAfter.getTime() + offset);
        expect(statusAt(now, year, 30) === 'EXPIRED').toBe(isExpired(year.notAfter, now));
      }),
    );
  });

  it('warns at the end for a certificate whose end comes before its beginning', () => {
    const inverted = { notBefore: year.notAfter, notAfter: year.notBefore };
    expect(warningTime(inverted, 30).getTime()).toBeGreaterThanOrEqual(inverted.notAfter.getTime());
  });
});

describe('the worst of several statuses', () => {
  it.each<[CertificateStatus[], CertificateStatus]>([
    [[], 'VALID'],
    [['VALID'], 'VALID'],
    [['VALID', 'UPCOMING'], 'UPCOMING'],
    [['UPCOMING', 'EXPIRES_SOON', 'VALID'], 'EXPIRES_SOON'],
    [['EXPIRES_SOON', 'EXPIRED'], 'EXPIRED'],
  ])('of %j is %s', (statuses, worst) => {
    expect(worstStatus(statuses)).toBe(worst);
  });
});
