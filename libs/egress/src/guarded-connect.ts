import { DomainError } from '@certkeep/domain';
import { connect, type Socket } from 'node:net';
import type { AddressPolicy } from './address-policy.js';
import { checkedAddresses, systemResolve, type Resolve } from './checked-addresses.js';
import { codeOf } from './error-code.js';

export interface GuardedConnection {
  readonly socket: Socket;
  /** The address that was connected to, as text. */
  readonly address: string;
}

export interface GuardOptions {
  readonly policy: AddressPolicy;
  readonly resolve?: Resolve;
  /** The request field that refusals name. */
  readonly field: string;
  readonly signal: AbortSignal;
}

/** Milliseconds that an address has to answer in, while there are others. */
const patience = 3000;

/**
 * The one way out: resolves the host once, checks every address, and connects to one that was checked, never to the
 * name, so that a second answer of DNS changes nothing.
 * The signal stays with the connection, and closes it whenever it aborts.
 * @throws DomainError ADDRESS_FORBIDDEN, ENDPOINT_UNREACHABLE
 */
export async function guardedConnect(
  host: string,
  port: number,
  { policy, resolve = systemResolve, field, signal }: GuardOptions,
): Promise<GuardedConnection> {
  signal.throwIfAborted();
  const addresses = await orAborted(checkedAddresses(host, { policy, resolve, field, signal }), signal);
  let last: unknown;
  for (const [index, address] of addresses.entries()) {
    const isLast = index === addresses.length - 1;
    try {
      const socket = await connected(address, port, signal, isLast ? undefined : patience);
      if (socket.remoteAddress !== undefined && policy.permits(socket.remoteAddress)) return { socket, address };
      socket.destroy();
    } catch (error) {
      if (signal.aborted) throw error;
      last = error;
    }
  }
  const code = codeOf(last);
  throw new DomainError(
    'ENDPOINT_UNREACHABLE',
    `Nothing answers at ${host}, port ${port}${code === '' ? '' : ` (${code})`}. Check the address, and that a firewall lets Certkeep through.`,
    { field, metadata: { host, port: String(port), step: 'connect', code } },
  );
}

/** @param limit milliseconds: an address that is silent must not use up the time of those after it */
function connected(address: string, port: number, signal: AbortSignal, limit: number | undefined): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port, signal });
    const giveUp = () => socket.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' }));
    // A signal would stay with the socket, and end it while it is in use.
    const timer = limit === undefined ? undefined : setTimeout(giveUp, limit);
    socket.once('connect', () => {
      clearTimeout(timer);
      resolve(socket);
    });
    socket.once('error', reject);
    socket.once('close', () => {
      clearTimeout(timer);
    });
  });
}

/** A look-up can't be called off, but nobody has to wait for it. */
export function orAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    };
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', abort);
    });
  });
}
