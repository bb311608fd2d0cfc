import { DomainError } from '@certkeep/domain';
import type { AddressPolicy } from './address-policy.js';
import type { Resolve } from './checked-addresses.js';
import type { Endpoint } from './endpoint-url.js';
import type { OutgoingTrust } from './outgoing-trust.js';

export interface OutgoingOptions {
  readonly policy: AddressPolicy;
  readonly resolve?: Resolve;
  /** What servers are checked against; default: the process's own trust. */
  readonly trust?: Pick<OutgoingTrust, 'secureContext' | 'authorities'>;
  /** Milliseconds for all of it: the look-up, the connection, the handshake. */
  readonly timeLimit?: number;
  /** Connections under way at the same time. */
  readonly concurrency?: number;
}

/** Runs work on connections, so many at a time and each for so long. */
export function limitedOut({
  timeLimit = 10_000,
  concurrency = 16,
}: Pick<OutgoingOptions, 'timeLimit' | 'concurrency'>) {
  let underWay = 0;
  /** @throws DomainError RATE_LIMITED, ENDPOINT_UNREACHABLE when it took too long */
  return async <Result>(
    endpoint: Endpoint,
    field: string,
    signal: AbortSignal,
    work: (until: AbortSignal) => Promise<Result>,
  ): Promise<Result> => {
    if (underWay >= concurrency) {
      throw new DomainError('RATE_LIMITED', 'Too many servers are being looked at just now. Try again in a moment.');
    }
    const timeout = AbortSignal.timeout(timeLimit);
    underWay += 1;
    try {
      return await work(AbortSignal.any([signal, timeout]));
    } catch (error) {
      if (!timeout.aborted || error instanceof DomainError) throw error;
      throw tooSlow(endpoint, field, timeLimit);
    } finally {
      underWay -= 1;
    }
  };
}

function tooSlow({ host, port }: Endpoint, field: string, timeLimit: number): DomainError {
  return new DomainError(
    'ENDPOINT_UNREACHABLE',
    `${host}, port ${port}, did not finish its handshake within ${timeLimit / 1000} seconds. Check the address and the server.`,
    { field, metadata: { host, port: String(port), step: 'time' } },
  );
}
