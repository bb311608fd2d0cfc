import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultBackoff, delayBefore } from './backoff.js';

describe('the wait before Certkeep is tried again', () => {
  it.each([
    [0, 100, 200],
    [1, 200, 400],
    [4, 1_600, 3_200],
    [5, 2_000, 4_000],
    [1_000_000, 2_000, 4_000],
  ])('after %i failures it is between %i and %i ms', (failures, shortest, longest) => {
    expect(delayBefore(failures, defaultBackoff, 0)).toBe(shortest);
    expect(delayBefore(failures, defaultBackoff, 1)).toBe(longest);
  });

  it('never grows past its limit, and never falls to nothing', () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (failures, chance) => {
        const delay = delayBefore(failures, defaultBackoff, chance);
        expect(delay).toBeGreaterThanOrEqual(defaultBackoff.first / 2);
        expect(delay).toBeLessThanOrEqual(defaultBackoff.longest);
      }),
    );
  });
});
