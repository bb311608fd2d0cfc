import type { ConnectOptions } from '@certkeep/node-client';

/** A wall clock that somebody sets while programs run; what is monotonic goes on. */
export class JumpingClock implements NonNullable<ConnectOptions['clock']> {
  private offset = 0;

  /** @param milliseconds forwards, or backwards when it is below 0 */
  jump(milliseconds: number): void {
    this.offset += milliseconds;
  }

  now(): number {
    return Date.now() + this.offset;
  }

  monotonic(): number {
    return performance.now();
  }
}
