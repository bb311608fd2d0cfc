import { describe, expect, it } from 'vitest';
import { Freshness } from './freshness.js';

const minute = 60_000;

/** Both clocks, to be set. */
function clockAt(now: number) {
  return {
    time: { now, monotonic: 1_000 },
    now() {
      return this.time.now;
    },
    monotonic() {
      return this.time.monotonic;
    },
    pass(milliseconds: number) {
      this.time.now += milliseconds;
      this.time.monotonic += milliseconds;
    },
  };
}

describe('how long a certificate is presented while Certkeep is away', () => {
  const noon = Date.UTC(2026, 10, 21, 12);

  it('until the limit, not at it, and it is told once', () => {
    const clock = clockAt(noon);
    let told = 0;
    const freshness = new Freshness(clock, () => told++);
    freshness.limit(10 * minute);
    freshness.confirm();
    clock.pass(10 * minute - 1);
    expect(freshness.isTooOld()).toBe(false);
    clock.pass(1);
    expect(freshness.isTooOld()).toBe(true);
    expect(freshness.isTooOld()).toBe(true);
    expect(told).toBe(1);
  });

  it('again from when Certkeep confirms it', () => {
    const clock = clockAt(noon);
    const freshness = new Freshness(clock, () => undefined);
    freshness.limit(minute);
    freshness.confirm();
    clock.pass(2 * minute);
    expect(freshness.isTooOld()).toBe(true);
    freshness.confirm();
    expect(freshness.isTooOld()).toBe(false);
  });

  it('without a limit for ever', () => {
    const clock = clockAt(noon);
    const freshness = new Freshness(clock, () => undefined);
    freshness.limit(undefined);
    clock.pass(1e12);
    expect(freshness.isTooOld()).toBe(false);
  });

  it('whatever the wall clock is set to meanwhile', () => {
    const clock = clockAt(noon);
    const freshness = new Freshness(clock, () => undefined);
    freshness.limit(10 * minute);
    freshness.confirm();
    clock.time.now += 365 * 24 * 60 * minute;
    expect(freshness.isTooOld()).toBe(false);
    clock.time.now = 0;
    clock.time.monotonic += 10 * minute;
    expect(freshness.isTooOld()).toBe(true);
  });

  it.each([
    ['nine minutes ago', -9 * minute, false],
    ['ten minutes ago', -10 * minute, true],
    ['four minutes ahead, by a clock that is off a little', 4 * minute, false],
    ['six minutes ahead: how long ago can’t be told', 6 * minute, true],
  ])('a copy that was confirmed %s', (_, offset, tooOld) => {
    const freshness = new Freshness(clockAt(noon), () => undefined);
    freshness.limit(10 * minute);
    freshness.restore(noon + offset);
    expect(freshness.isTooOld()).toBe(tooOld);
  });
});
