import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { describe, expect, it } from 'vitest';
import { barAfter, timelineBars } from './timeline.js';

const weeks = (from: string, ...counts: number[]) =>
  timelineBars(
    counts.map((count, index) => ({
      weekStart: timestampFromDate(new Date(Date.parse(`${from}T00:00:00Z`) + index * 7 * 86_400_000)),
      count: BigInt(count),
    })),
  );

describe('the timeline of ends', () => {
  it('names each week by its Monday and says how many certificates end', () => {
    expect(weeks('2027-01-04', 12, 1, 0).map(({ name }) => name)).toEqual([
      'Week of 4 Jan 2027: 12 certificates end',
      'Week of 11 Jan 2027: 1 certificate ends',
      'Week of 18 Jan 2027: no certificate ends',
    ]);
  });

  it('draws the fullest week highest, and lets a single certificate be seen beside a thousand', () => {
    expect(weeks('2027-01-04', 1000, 500, 1, 0).map(({ height }) => height)).toEqual([100, 50, 8, 0]);
    expect(weeks('2027-01-04', 0, 0).map(({ height }) => height)).toEqual([0, 0]);
    expect(weeks('2027-01-04', 1, 2).map(({ height }) => height)).toEqual([25, 50]);
  });

  it('writes a month beneath the week in which it begins', () => {
    // 28 Dec to 3 Jan, 1 to 7 Feb: a month may begin on the last day of a week, or on its first.
    const months = weeks('2026-12-21', ...Array.from({ length: 8 }, () => 0)).map(({ month }) => month);
    expect(months).toEqual(['', 'Jan', '', '', '', '', 'Feb', '']);
    expect(weeks('2026-12-21', 0, 0).map(({ month }) => month)).toEqual(['', '']);
  });
});

describe('the keyboard on the timeline', () => {
  it.each([
    ['ArrowRight', 0, 1],
    ['ArrowRight', 51, 51],
    ['ArrowLeft', 0, 0],
    ['ArrowLeft', 7, 6],
    ['Home', 30, 0],
    ['End', 30, 51],
    ['Enter', 30, undefined],
  ])('%s on bar %i goes to %s', (key, index, expected) => {
    expect(barAfter(key, index, 52)).toBe(expected);
  });
});
