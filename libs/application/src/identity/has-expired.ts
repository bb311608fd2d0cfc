import type { Caller } from '../call.js';

/** Whether what the caller showed has come to its end: at that moment it has. */
export function hasExpired({ expireTime }: Pick<Caller, 'expireTime'>, now: Date): boolean {
  return expireTime !== undefined && expireTime <= now;
}
