import type { DefinitionId } from '@certkeep/domain';
import { describe, expect, it } from 'vitest';
import { CanaryArrival } from './canary-arrival.js';

const version = (number: number, definition = 'one') => ({ definitionId: definition as DefinitionId, number });

/** One that resolves with the number of the version that was first late. */
function started(patience: number) {
  let told: (number: number) => void;
  const late = new Promise<number>((resolve) => (told = resolve));
  const arrival = new CanaryArrival(patience, ({ number }) => {
    told(number);
  });
  return { arrival, late };
}

describe('a version of the canary', () => {
  it('that has not arrived in time is late, though others have followed it', async () => {
    const { arrival, late } = started(5);
    arrival.expect(version(2));
    arrival.expect(version(3));
    expect(await late).toBe(2);
  });

  it.each([
    ['itself', version(2)],
    ['a later one', version(4)],
  ])('is not late once %s has arrived, before or after it was expected', async (_which, loaded) => {
    for (const isBefore of [true, false]) {
      const { arrival, late } = started(5);
      if (isBefore) arrival.arrived(loaded);
      arrival.expect(version(2));
      arrival.arrived(loaded);
      arrival.expect(version(9));
      expect(await late).toBe(9);
    }
  });

  it.each([
    ['an earlier one', version(1)],
    ['one of the certificate before', version(7, 'other')],
  ])('is late when only %s has arrived', async (_which, loaded) => {
    const { arrival, late } = started(5);
    arrival.arrived(loaded);
    arrival.expect(version(2));
    arrival.arrived(loaded);
    expect(await late).toBe(2);
  });

  it('of a certificate that was made anew is awaited in place of the one before', async () => {
    const { arrival, late } = started(5);
    arrival.expect(version(8));
    arrival.expect(version(1, 'other'));
    expect(await late).toBe(1);
  });
});
