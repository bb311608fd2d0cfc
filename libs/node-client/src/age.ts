import type { Clock } from './clock.js';

/** A wall clock may be this much behind the one that wrote a kept copy. Milliseconds. */
const tolerance = 5 * 60_000;

/** When Certkeep last said that what is held is current, told so that setting the wall clock doesn't change it. */
export interface Contact {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** On the monotonic clock of this process: when it counts as having been. */
  readonly monotonic: number;
}

export function contactNow(clock: Clock): Contact {
  return { time: clock.now(), monotonic: clock.monotonic() };
}

/**
 * The contact of an earlier process, from a kept copy.
 * @returns undefined when the wall clock stands before it: how long ago it was can't be told
 */
export function contactAt(time: number, clock: Clock): Contact | undefined {
  const age = clock.now() - time;
  if (age < -tolerance) return undefined;
  return { time, monotonic: clock.monotonic() - Math.max(0, age) };
}

/**
 * Whether what is held may not be presented any more.
 * @param contact undefined when it can't be told
 * @param maxAge milliseconds; undefined: no limit
 * @returns milliseconds that are left, 0 when none are
 */
export function timeLeft(contact: Contact | undefined, maxAge: number | undefined, clock: Clock): number {
  if (maxAge === undefined) return Number.POSITIVE_INFINITY;
  if (contact === undefined) return 0;
  return Math.max(0, maxAge - (clock.monotonic() - contact.monotonic));
}
