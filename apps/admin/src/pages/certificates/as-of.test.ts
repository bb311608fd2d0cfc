import { describe, expect, it } from 'vitest';
import { dayOf, dayWords, endOfDay, momentOf } from './as-of.js';

describe('the day that a list is asked for', () => {
  it('means its end where the reader is', () => {
    const end = endOfDay('2027-01-15');
    expect([end.getDate(), end.getHours(), end.getMinutes(), end.getSeconds()]).toEqual([15, 23, 59, 59]);
    expect(new Date(end.getTime() + 1).getDate()).toBe(16);
  });

  it('is a moment while it lasts, and none when it has passed', () => {
    const now = new Date(2027, 0, 15, 14, 5);
    expect(momentOf('2027-01-15', now)).toEqual(endOfDay('2027-01-15'));
    expect(momentOf('2027-01-14', now)).toBeUndefined();
    expect(momentOf('', now)).toBeUndefined();
  });

  it('is today’s where the reader is, even when it is another in UTC', () => {
    expect(dayOf(new Date(2027, 0, 5, 0, 30))).toBe('2027-01-05');
    expect(dayOf(new Date(2027, 10, 25, 23, 30))).toBe('2027-11-25');
  });

  it('is said in words', () => {
    expect(dayWords('2027-01-15')).toBe('15 Jan 2027');
  });
});
