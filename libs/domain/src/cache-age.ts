import { invalid } from './text-rules.js';

const least = 60;
const most = 365 * 24 * 60 * 60;

/**
 * How long a node may go on with what it has kept.
 * @param seconds absent: without limit
 * @throws DomainError FIELD_INVALID unless it is 1 minute to 365 days
 */
export function parseMaxCacheAge(seconds: number | undefined, field: string): number | undefined {
  if (seconds === undefined) return undefined;
  if (Number.isInteger(seconds) && seconds >= least && seconds <= most) return seconds;
  throw invalid(
    field,
    'How long nodes may keep a certificate must be from 1 minute to 365 days. Send a time between, or none for no limit.',
  );
}
