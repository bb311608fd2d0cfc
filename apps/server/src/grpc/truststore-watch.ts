import type { TruststoreEvent } from '@certkeep/application';
import type { WatchNodeTruststoreResponse, WatchTruststoreResponse } from '@certkeep/contracts/grpc';
import { Code } from '@connectrpc/connect';
import { RpcStatus } from '../rpc/rpc-status.js';
import { eventMessage } from './truststore-message.js';

/** Milliseconds between signs of life. */
export const heartbeat = 30_000;

/** Events as both watches send them. Ends with UNAVAILABLE when Certkeep stops, so that the reader connects elsewhere. */
export async function* watchMessages(
  events: AsyncIterable<TruststoreEvent>,
  { closing }: { readonly closing: AbortSignal },
): AsyncGenerator<WatchTruststoreResponse & WatchNodeTruststoreResponse> {
  for await (const event of events) {
    // The doors take bytes for a message; their types say so of single responses alone.
    yield eventMessage(event, new Date()) as unknown as WatchTruststoreResponse;
  }
  if (closing.aborted) throw new RpcStatus(Code.Unavailable, 'Certkeep is stopping. Connect again.');
}
