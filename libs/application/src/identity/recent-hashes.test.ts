import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RecentHashes } from './recent-hashes.js';

const minute = 60_000;

describe('the hashes of secrets that were shown a moment ago', () => {
  let hashes: RecentHashes;

  beforeEach(() => {
    vi.useFakeTimers();
    hashes = new RecentHashes();
    hashes.keep('ckn_secret', 'its hash');
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it('are at hand for the next call', () => {
    expect(hashes.get('ckn_secret')).toBe('its hash');
  });

  it('are of those secrets alone', () => {
    expect(hashes.get('ckn_other')).toBeUndefined();
  });

  it('stay while the secret is shown again within a minute', () => {
    for (let minutes = 0; minutes < 10; minutes++) {
      vi.advanceTimersByTime(minute);
      expect(hashes.get('ckn_secret')).toBe('its hash');
    }
  });

  it('are forgotten, with their secrets, two minutes after the last time', () => {
    vi.advanceTimersByTime(2 * minute);
    expect(hashes.get('ckn_secret')).toBeUndefined();
  });

  it('leave no timer behind once all are forgotten', () => {
    vi.advanceTimersByTime(2 * minute);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('are kept and forgotten anew afterwards', () => {
    vi.advanceTimersByTime(2 * minute);
    hashes.keep('ckn_secret', 'its hash');
    expect(hashes.get('ckn_secret')).toBe('its hash');
    vi.advanceTimersByTime(2 * minute);
    expect(hashes.get('ckn_secret')).toBeUndefined();
  });
});
