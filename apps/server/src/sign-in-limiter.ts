import type { SignInLimiter } from '@certkeep/application';
import { DomainError } from '@certkeep/domain';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** Failures after which one user name, and one address, has to wait: in seconds, 5 minutes. */
const window = 300;
const failuresPerUser = 10;
const failuresPerAddress = 50;

/**
 * Counts failed sign-ins per user name and per address, in this process's memory.
 * A correct password forgives the user name's failures, not the address's.
 */
export function memorySignInLimiter(): SignInLimiter {
  const byUser = new RateLimiterMemory({ points: failuresPerUser, duration: window });
  const byAddress = new RateLimiterMemory({ points: failuresPerAddress, duration: window });
  const userKey = ({ userName }: { readonly userName: string }) => userName.slice(0, 128).toLowerCase();
  return {
    async refuseTooMany(attempt) {
      const [user, address] = await Promise.all([byUser.get(userKey(attempt)), byAddress.get(attempt.sourceAddress)]);
      const waits = [
        user !== null && user.consumedPoints >= failuresPerUser ? user.msBeforeNext : 0,
        address !== null && address.consumedPoints >= failuresPerAddress ? address.msBeforeNext : 0,
      ];
      const seconds = Math.ceil(Math.max(...waits) / 1000);
      if (seconds <= 0) return;
      throw new DomainError('RATE_LIMITED', `Too many failed sign-ins. Try again in ${seconds} seconds.`, {
        metadata: { retry_after_seconds: String(seconds) },
      });
    },
    async noteFailure(attempt) {
      await Promise.all([count(byUser, userKey(attempt)), count(byAddress, attempt.sourceAddress)]);
    },
    async forget(attempt) {
      await byUser.delete(userKey(attempt));
    },
  };
}

/** The library rejects with the state once the points are used up; refusing is done before, so that is no error here. */
async function count(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
  }
}
