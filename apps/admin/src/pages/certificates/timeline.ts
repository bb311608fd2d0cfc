import type { Timestamp } from '@bufbuild/protobuf/wkt';
import { timestampDate } from '@bufbuild/protobuf/wkt';

/** A week of the timeline, and what is drawn of it. */
export interface TimelineBar {
  /** Its Monday in UTC, as in "2027-01-04". */
  readonly week: string;
  readonly count: number;
  /** 0 to 100. Never so low that one certificate can't be seen. */
  readonly height: number;
  /** As in "Week of 4 Jan 2027: 12 certificates end". */
  readonly name: string;
  /** The month that begins in this week, to stand beneath it; empty for the others. */
  readonly month: string;
}

const dayInUtc = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
const monthInUtc = new Intl.DateTimeFormat('en-GB', { month: 'short', timeZone: 'UTC' });
const least = 8;
/** Where hardly anything ends, a bar of one doesn't look like many. */
const lowestPeak = 4;
/** A month that begins in the last weeks has no room beneath it. */
const roomForMonth = 2;

/** As in "4 Jan 2027". */
export function weekWords(week: string): string {
  return dayInUtc.format(new Date(`${week}T00:00:00Z`));
}

export function timelineBars(
  counts: readonly { readonly weekStart?: Timestamp | undefined; readonly count: bigint }[],
): readonly TimelineBar[] {
  const weeks = counts.flatMap(({ weekStart, count }) =>
    weekStart === undefined ? [] : [{ monday: timestampDate(weekStart), count: Number(count) }],
  );
  const most = Math.max(...weeks.map(({ count }) => count), lowestPeak);
  return weeks.map(({ monday, count }, index) => {
    const week = monday.toISOString().slice(0, 10);
    const certificates = count === 1 ? '1 certificate ends' : `${count.toLocaleString('en')} certificates end`;
    return {
      week,
      count,
      height: count === 0 ? 0 : Math.max(least, Math.round((count / most) * 100)),
      name: `Week of ${weekWords(week)}: ${count === 0 ? 'no certificate ends' : certificates}`,
      month: index > weeks.length - roomForMonth ? '' : monthBegunIn(monday),
    };
  });
}

/** The bar that the keyboard goes to from this one; bars don't go around. */
export function barAfter(key: string, index: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowLeft':
      return Math.max(0, index - 1);
    case 'ArrowRight':
      return Math.min(count - 1, index + 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}

function monthBegunIn(monday: Date): string {
  const sunday = new Date(monday.getTime() + 6 * 86_400_000);
  return sunday.getUTCDate() <= 7 ? monthInUtc.format(sunday).slice(0, 3) : '';
}
