import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reconnectDelay } from './reconnect-delay.js';

describe('the wait before a stream is opened again', () => {
  it.each([
    [0, 0, 250],
    [0, 1, 500],
    [1, 1, 1000],
    [5, 1, 16_000],
    [6, 0, 15_000],
    [6, 1, 30_000],
    [10_000, 1, 30_000],
  ])('after %i failures and a chance of %d is %i ms', (failures, chance, expected) => {
    expect(reconnectDelay(failures, chance)).toBe(expected);
  });

  it('is never shorter for more failures, and never longer than half a minute', () => {
    fc.assert(
      fc.property(fc.nat(100), fc.double({ min: 0, max: 1, noNaN: true }), (failures, chance) => {
        const delay = reconnectDelay(failures, chance);
        expect(delay).toBeLessThanOrEqual(30_000);
        expect(reconnectDelay(failures + 1, chance)).toBeGreaterThanOrEqual(delay);
      }),
    );
  });
});
