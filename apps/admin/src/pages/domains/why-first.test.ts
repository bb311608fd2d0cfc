import { describe, expect, it } from 'vitest';
import { whyFirst } from './why-first.js';

const plain = { isExact: false, isAssigned: false, endsAt: 1n };

describe('the first candidate is first', () => {
  it.each([
    ['alone', undefined, /no other one/],
    ['by its exact name before all else', { ...plain, isAssigned: true, endsAt: 9n }, /names this host itself/],
    ['by its assignment before its end', { ...plain, isExact: true, endsAt: 9n }, /assigned to this environment/],
    ['by its end', { ...plain, isExact: true, isAssigned: true }, /lasts longer/],
    ['by its name at last', { isExact: true, isAssigned: true, endsAt: 2n }, /by its name/],
  ])('%s', (_why, next, text) => {
    expect(whyFirst({ isExact: true, isAssigned: true, endsAt: 2n }, next)).toMatch(text);
  });
});
