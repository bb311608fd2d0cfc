import { DomainError } from '@certkeep/domain';
import type { ChangeFeed } from './change-feed.js';

/** Milliseconds that a look at the database may be late. */
const longestBlindness = 5_000;

/**
 * A sign of life says that what was sent is right still. A process that can't see what others have changed can't say so:
 * whoever listens to it does better with another replica, or knows that it is on its own.
 * @throws DomainError DATABASE_UNAVAILABLE
 */
export function requireSight({ blindFor }: Pick<ChangeFeed, 'blindFor'>): void {
  if (blindFor <= longestBlindness) return;
  throw new DomainError(
    'DATABASE_UNAVAILABLE',
    `This replica has not reached its database for ${Math.floor(blindFor / 1000)} s, and can’t tell what has changed. Try again, or ask another replica.`,
  );
}
