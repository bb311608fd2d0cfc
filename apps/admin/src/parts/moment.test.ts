import { describe, expect, it } from 'vitest';
import { relativeTime } from './moment.js';

const now = new Date('2027-03-01T12:00:00Z');
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);

describe('relative time', () => {
  it.each([
    [30, 'in 30 seconds'],
    [90, 'in 1 minute'],
    [-7200, '2 hours ago'],
    [86_400, 'tomorrow'],
    [12 * 86_400 + 5, 'in 12 days'],
    [59 * 86_400, 'in 59 days'],
    [90 * 86_400, 'in 3 months'],
    [400 * 86_400, 'in 13 months'],
    [-3 * 365 * 86_400, '3 years ago'],
  ])('%i seconds from now is said as %j', (seconds, words) => {
    expect(relativeTime(later(seconds), now)).toBe(words);
  });
});
