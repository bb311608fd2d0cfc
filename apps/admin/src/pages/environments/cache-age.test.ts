import { describe, expect, it } from 'vitest';
import { secondsOf, typedAge } from './cache-age.js';

describe('how long nodes may go on with what they have kept', () => {
  it.each([
    [undefined, { amount: '', unit: 'days' }],
    [60, { amount: '1', unit: 'minutes' }],
    [5400, { amount: '90', unit: 'minutes' }],
    [7200, { amount: '2', unit: 'hours' }],
    [365 * 86_400, { amount: '365', unit: 'days' }],
  ] as const)('%s seconds are entered as that, and read back', (seconds, typed) => {
    expect(typedAge(seconds)).toEqual(typed);
    expect(secondsOf(typed)).toBe(seconds);
  });

  it('is rounded up to minutes where seconds were set elsewhere', () => {
    expect(typedAge(61)).toEqual({ amount: '2', unit: 'minutes' });
  });

  it.each(['soon', '1.5', '-1', '1e3'])('is no number of days: %s', (amount) => {
    expect(secondsOf({ amount, unit: 'days' })).toBeNaN();
  });
});
