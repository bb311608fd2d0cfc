import { DomainError } from '@certkeep/domain';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import pLimit from 'p-limit';
import type { AddressPolicy } from './address-policy.js';
import { codeOf } from './error-code.js';

/** Asks for all addresses of a name. @param signal aborts when nobody waits for the answer any more */
export type Resolve = (host: string, signal: AbortSignal) => Promise<readonly string[]>;

/** Each holds one of Node's few threads for as long as a name server is silent, and others need those too. */
const lookUpsAtATime = pLimit(2);

/** As every program of this machine resolves names: its hosts file, then DNS. */
export const systemResolve: Resolve = async (host, signal) => {
  const answers = await lookUpsAtATime(() => {
    // Those who gave up while they stood in line don't hold up the others.
    signal.throwIfAborted();
    return lookup(host, { all: true, order: 'verbatim' });
  });
  return answers.map(({ address }) => address);
};

interface CheckOptions {
  readonly policy: AddressPolicy;
  readonly resolve: Resolve;
  readonly field: string;
  readonly signal: AbortSignal;
}

/**
 * All addresses of a host, every one of them permitted. One that is not is enough to refuse the host: who answers with
 * two addresses has us choose between them.
 * @param field that refusals name
 * @throws DomainError ADDRESS_FORBIDDEN, ENDPOINT_UNREACHABLE
 */
export async function checkedAddresses(
  host: string,
  { policy, resolve, field, signal }: CheckOptions,
): Promise<readonly string[]> {
  if (isIP(host) !== 0) {
    if (policy.permits(host)) return [host];
    throw forbidden(host, host, field);
  }
  // These mean this machine whatever DNS says (RFC 6761 section 6.3), so that DNS isn't asked.
  const isThisMachine = /(^|\.)localhost\.?$/i.test(host);
  if (isThisMachine && !loopback.some((address) => policy.permits(address))) throw forbidden(host, '127.0.0.1', field);
  const addresses = await resolvedBy(resolve, host, field, signal);
  const refused = addresses.find((address) => !policy.permits(address));
  if (refused !== undefined) throw forbidden(host, refused, field);
  return addresses;
}

const loopback = ['127.0.0.1', '::1'] as const;

async function resolvedBy(
  resolve: Resolve,
  host: string,
  field: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  let addresses: readonly string[];
  try {
    addresses = await resolve(host, signal);
  } catch (error) {
    throw unresolved(host, field, error);
  }
  if (addresses.length === 0) throw unresolved(host, field, undefined);
  return addresses;
}

function unresolved(host: string, field: string, cause: unknown): DomainError {
  const code = codeOf(cause);
  return new DomainError(
    'ENDPOINT_UNREACHABLE',
    `No address was found for the name ${host}${code === '' ? '' : ` (${code})`}. Check its spelling, and that Certkeep’s machine can resolve names.`,
    { field, metadata: { host, step: 'resolve', code }, ...(cause === undefined ? {} : { cause }) },
  );
}

function forbidden(host: string, address: string, field: string): DomainError {
  const what = host === address ? address : `${host} leads to ${address}, which`;
  return new DomainError(
    'ADDRESS_FORBIDDEN',
    `${what} is not an address of the public internet, and Certkeep connects to no other. An operator can open it: CERTKEEP_EGRESS_ALLOW.`,
    { field, metadata: { host, address } },
  );
}
