import type { Timestamp } from '@bufbuild/protobuf/wkt';
import { timestampDate } from '@bufbuild/protobuf/wkt';

const local = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const exactLocal = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' });
const exactUtc = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long', timeZone: 'UTC' });
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

const units = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

export function dateOf(timestamp: Timestamp | undefined): Date | undefined {
  return timestamp === undefined ? undefined : timestampDate(timestamp);
}

/** As in "3 Mar 2027, 14:05", in the reader's time zone. */
export function shortTime(date: Date): string {
  return local.format(date);
}

/** To the second, in the reader's time zone and in UTC. */
export function exactTime(date: Date): string {
  return `${exactLocal.format(date)}\n${exactUtc.format(date)}`;
}

/** As in "in 12 days" or "3 hours ago". Months only from 60 days on: below, days say more. */
export function relativeTime(date: Date, now: Date): string {
  const seconds = (date.getTime() - now.getTime()) / 1000;
  const size = Math.abs(seconds);
  for (const [unit, length] of units) {
    const least = unit === 'month' ? 60 * 86_400 : unit === 'year' ? 2 * length : length;
    if (size >= least) return relative.format(Math.trunc(seconds / length), unit);
  }
  return relative.format(Math.trunc(seconds), 'second');
}
