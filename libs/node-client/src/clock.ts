/** The time, passed in so that ages can be tested. */
export interface Clock {
  /** The wall clock, which people and network may set. Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds since some moment; never set, never goes back. */
  readonly monotonic: () => number;
}

export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };
