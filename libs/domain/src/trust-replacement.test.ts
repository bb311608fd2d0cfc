import { describe, expect, it } from 'vitest';
import { mayReplaceTrust } from './trust-replacement.js';

const kept = (revision: number, entryCount: number) => ({ revision, entryCount });

describe('what was read takes the place of what is kept', () => {
  it.each([
    ['at the start', undefined, kept(0, 0), false, true],
    ['when it is newer', kept(1, 3), kept(2, 2), false, true],
    ['when it is as new', kept(2, 3), kept(2, 3), false, true],
    ['never when it is older', kept(3, 3), kept(2, 3), true, false],
    ['not when it is empty and nobody knows why', kept(1, 3), kept(2, 0), false, false],
    ['when it is empty after a removal', kept(1, 3), kept(2, 0), true, true],
    ['when both are empty', kept(1, 0), kept(2, 0), false, true],
  ])('%s', (_when, before, read, removalIsKnown, expected) => {
    expect(mayReplaceTrust(before, read, removalIsKnown)).toBe(expected);
  });
});
