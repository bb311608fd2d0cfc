import {
  hasExpired,
  type Caller,
  type ChangeFeed,
  type Clock,
  type CredentialDirectory,
  type TruststoreEvent,
} from '@certkeep/application';
import { DomainError } from '@certkeep/domain';
import type { WatchNodeTruststoreResponse, WatchTruststoreResponse } from '@certkeep/contracts/grpc';
import { Code } from '@connectrpc/connect';
import { RpcStatus } from '../rpc/rpc-status.js';
import { eventMessage } from './truststore-message.js';

export interface TruststoreWatchPorts {
  readonly feed: ChangeFeed;
  readonly clock: Clock;
  readonly credentials: Pick<CredentialDirectory, 'isUsable'>;
  /** Aborted when Certkeep stops. */
  readonly closing: AbortSignal;
  /** Milliseconds between signs of life. */
  readonly heartbeat: number;
}

/**
 * Events as both watches send them, for as long as the caller's credential can be used; that it has expired is noticed
 * with the next event or sign of life. Ends with UNAVAILABLE when Certkeep stops, so that the reader connects elsewhere.
 * @throws DomainError CREDENTIAL_INVALID, CREDENTIAL_EXPIRED, RpcStatus
 */
export async function* watchMessages(
  { feed, credentials, clock, closing }: TruststoreWatchPorts,
  { caller, signal }: { readonly caller: Caller; readonly signal: AbortSignal },
  eventsUntil: (signal: AbortSignal) => AsyncIterable<TruststoreEvent>,
): AsyncGenerator<WatchTruststoreResponse & WatchNodeTruststoreResponse> {
  const revoked = new AbortController();
  const unsubscribe = feed.subscribe((company, changes) => {
    const { credentialId } = caller;
    const concerned = changes.some(({ kind }) => kind === 'credential' || kind === 'node');
    if (company !== caller.company || !concerned || credentialId === undefined || caller.kind === 'user') return;
    credentials.isUsable(credentialId).then(
      (usable) => {
        if (!usable) revoked.abort();
      },
      // The database is away; the next change asks again.
      () => undefined,
    );
  });
  try {
    for await (const event of eventsUntil(AbortSignal.any([signal, closing, revoked.signal]))) {
      if (hasExpired(caller, clock)) throw credentialExpired();
      // The doors take bytes for a message; their types say so of single responses alone.
      yield eventMessage(event, clock.now()) as unknown as WatchTruststoreResponse;
    }
  } finally {
    unsubscribe();
  }
  if (revoked.signal.aborted) {
    throw new DomainError('CREDENTIAL_INVALID', 'This credential was revoked while you watched. Use a current token.');
  }
  if (closing.aborted) throw new RpcStatus(Code.Unavailable, 'Certkeep is stopping. Connect again.');
}

function credentialExpired(): DomainError {
  return new DomainError('CREDENTIAL_EXPIRED', 'This credential expired while you watched. Use a new one.');
}
