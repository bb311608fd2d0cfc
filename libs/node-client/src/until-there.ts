import type { EventEmitter } from 'node:events';
import type { NodeClientError } from './errors.js';
import type { NodeClientEvents, Offline } from './node-client-events.js';

/** What a wait came to: without a value, the newest error that was told meanwhile. */
export interface Found<Value> {
  readonly value: Value | undefined;
  readonly latest: NodeClientError | undefined;
}

/**
 * Looks now, and again whenever a client tells of a change.
 * @param patience milliseconds
 */
export async function untilThere<Value>(
  client: EventEmitter<NodeClientEvents>,
  look: () => Value | undefined,
  patience: number,
): Promise<Found<Value>> {
  const there = look();
  if (there !== undefined) return { value: there, latest: undefined };
  return new Promise((resolve) => {
    let latest: NodeClientError | undefined;
    const hear = (error: NodeClientError) => (latest = error);
    const hearOffline = ({ error }: Offline) => (latest = error);
    const finish = (value: Value | undefined) => {
      clearTimeout(timer);
      client.off('change', lookAgain).off('truststore', lookAgain).off('error', hear).off('offline', hearOffline);
      resolve({ value, latest });
    };
    const lookAgain = () => {
      const value = look();
      if (value !== undefined) finish(value);
    };
    const timer = setTimeout(finish, patience, undefined);
    client.on('change', lookAgain).on('truststore', lookAgain).on('error', hear).on('offline', hearOffline);
  });
}
