import { Code } from '@connectrpc/connect';
import { deadlinePassed } from './abort-reason.js';
import { RpcStatus } from './rpc-status.js';

/**
 * Waits for promises, one after the other, until they are there or the signal aborts: a handler that swallows the abort
 * can't turn it into success. It listens once for all of them, so that a stream of many messages costs little.
 */
export class Abortable {
  private refuse: ((status: RpcStatus) => void) | undefined;
  private readonly onAbort = (): void => this.refuse?.(abortStatus(this.signal));

  constructor(private readonly signal: AbortSignal) {
    signal.addEventListener('abort', this.onAbort, { once: true });
  }

  /** @throws RpcStatus CANCELLED or DEADLINE_EXCEEDED when the abort comes first */
  wait<Value>(promise: Promise<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      this.refuse = reject;
      if (this.signal.aborted) this.onAbort();
      promise.then(resolve, reject);
    });
  }

  /** @throws RpcStatus CANCELLED or DEADLINE_EXCEEDED */
  refuseAborted(): void {
    if (this.signal.aborted) throw abortStatus(this.signal);
  }

  stop(): void {
    this.signal.removeEventListener('abort', this.onAbort);
  }
}

function abortStatus(signal: AbortSignal): RpcStatus {
  return signal.reason === deadlinePassed
    ? new RpcStatus(Code.DeadlineExceeded, 'The deadline passed before the answer was ready.')
    : new RpcStatus(Code.Canceled, 'The call was cancelled.');
}
