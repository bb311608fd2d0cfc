import type { Caller } from '../call.js';
import type { Clock } from '../clock.js';

/** Whether what the caller showed has come to its end: at that moment it has. */
export function hasExpired({ expireTime }: Pick<Caller, 'expireTime'>, clock: Clock): boolean {
  return expireTime !== undefined && expireTime <= clock.now();
}
