import { DomainError } from '@certkeep/domain';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import pLimit from 'p-limit';
import type { AddressPolicy } from './address-policy.js';

/** Asks for all addresses of a name. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/** Each holds one of Node's few threads for as long as a name server is silent, and others need those too. */
const lookUpsAtATime = pLimit(2);

/** As every program of this machine resolves names: its hosts file, then DNS. */
export const systemResolve: Resolve = async (host) =>
  (await lookUpsAtATime(() => lookup(host, { all: true, order: 'verbatim' }))).map(({ address }) => address);

/**
 * All addresses of a host, every one of them permitted. One that is not is enough to refuse the host: who answers with
 * two addresses has us choose between them.
 * @param field that refusals name
 * @throws DomainError ADDRESS_FORBIDDEN, ENDPOINT_UNREACHABLE
 */
export async function checkedAddresses(
  host: string,
  { policy, resolve, field }: { readonly policy: AddressPolicy; readonly resolve: Resolve; readonly field: string },
): Promise<readonly string[]> {
  if (isIP(host) !== 0) {
    if (policy.permits(host)) return [host];
    throw forbidden(host, host, field);
  }
  // These mean this machine whatever DNS says (RFC 6761 section 6.3), so that DNS isn't asked.
  if (/(^|\.)localhost$/.test(host) && !policy.permits('127.0.0.1')) throw forbidden(host, '127.0.0.1', field);
  const addresses = await resolvedBy(resolve, host, field);
  const refused = addresses.find((address) => !policy.permits(address));
  if (refused !== undefined) throw forbidden(host, refused, field);
  return addresses;
}

async function resolvedBy(resolve: Resolve, host: string, field: string): Promise<readonly string[]> {
  let addresses: readonly string[];
  try {
    addresses = await resolve(host);
  } catch (error) {
    throw unresolved(host, field, error);
  }
  if (addresses.length === 0) throw unresolved(host, field, undefined);
  return addresses;
}

function unresolved(host: string, field: string, cause: unknown): DomainError {
  return new DomainError('ENDPOINT_UNREACHABLE', `The name ${host} has no address. Check its spelling.`, {
    field,
    metadata: { host, step: 'resolve' },
    ...(cause === undefined ? {} : { cause }),
  });
}

function forbidden(host: string, address: string, field: string): DomainError {
  const what = host === address ? address : `${host} leads to ${address}, which`;
  return new DomainError(
    'ADDRESS_FORBIDDEN',
    `${what} is not an address of the public internet, and Certkeep connects to no other. An operator can open it: CERTKEEP_EGRESS_ALLOW.`,
    { field, metadata: { host, address } },
  );
}
