import { describe, expect, it } from 'vitest';
import { parseMaxCacheAge } from './cache-age.js';

describe('how long nodes may keep a certificate', () => {
  it.each([undefined, 60, 61, 3600, 365 * 86_400])('can be %s seconds', (seconds) => {
    expect(parseMaxCacheAge(seconds, 'field')).toBe(seconds);
  });

  it.each([0, -1, 59, 59.5, 365 * 86_400 + 1, Number.NaN])('can not be %s seconds', (seconds) => {
    expect(() => parseMaxCacheAge(seconds, 'field')).toThrow(/1 minute to 365 days/);
  });
});
