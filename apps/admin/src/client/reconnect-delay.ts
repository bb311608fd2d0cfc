/** Milliseconds to wait before the first new connection. Doubles with each one that fails. */
const first = 500;
const longest = 30_000;

/**
 * How long to wait before a stream that broke is opened again: at least half of what doubling gives, the rest by chance,
 * so that many browsers don't come back at the same moment.
 * @param failures in a row before this one, 0 for none
 * @param chance from 0 to 1
 * @returns milliseconds
 */
export function reconnectDelay(failures: number, chance: number): number {
  const full = Math.min(longest, first * 2 ** Math.min(failures, 10));
  return Math.round(full / 2 + (full / 2) * chance);
}
