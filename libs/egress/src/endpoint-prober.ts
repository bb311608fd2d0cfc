import type { EndpointProber, PresentedEndpoint, ProbeCall } from '@certkeep/application';
import { DomainError } from '@certkeep/domain';
import type { AddressPolicy } from './address-policy.js';
import { systemResolve, type Resolve } from './checked-addresses.js';
import { createSecureContext } from 'node:tls';
import { parseEndpointUrl, type Endpoint } from './endpoint-url.js';
import { guardedConnect } from './guarded-connect.js';
import { optionsFor, type OutgoingTrust } from './outgoing-trust.js';
import { tlsProbe } from './tls-probe.js';

export interface EndpointProberOptions {
  readonly policy: AddressPolicy;
  /** What servers are checked against; default: the process's own trust. */
  readonly trust?: Pick<OutgoingTrust, 'secureContext'>;
  readonly resolve?: Resolve;
  /** Milliseconds for all of it: the look-up, the connection, the handshake. */
  readonly timeLimit?: number;
  /** Probes under way at the same time. */
  readonly concurrency?: number;
}

/** Shows what HTTPS and LDAPS servers present, with every address checked before a packet goes there. */
export function createEndpointProber({
  policy,
  trust,
  resolve = systemResolve,
  timeLimit = 10_000,
  concurrency = 16,
}: EndpointProberOptions): EndpointProber {
  let underWay = 0;
  const probe = async (endpoint: Endpoint, { company, field, signal }: ProbeCall): Promise<PresentedEndpoint> => {
    const { host, port } = endpoint;
    const { socket, address } = await guardedConnect(host, port, { policy, resolve, field, signal });
    const secureContext = trust?.secureContext(company, 'look') ?? createSecureContext(optionsFor('look'));
    return { host, address, ...(await tlsProbe(socket, endpoint, { secureContext, field, signal })) };
  };
  return {
    probe: async (url, { company, field, signal }) => {
      const endpoint = parseEndpointUrl(url, field);
      if (underWay >= concurrency) {
        throw new DomainError('RATE_LIMITED', 'Too many servers are being looked at just now. Try again in a moment.');
      }
      const timeout = AbortSignal.timeout(timeLimit);
      underWay += 1;
      try {
        return await probe(endpoint, { company, field, signal: AbortSignal.any([signal, timeout]) });
      } catch (error) {
        if (!timeout.aborted || error instanceof DomainError) throw error;
        throw tooSlow(endpoint, field, timeLimit);
      } finally {
        underWay -= 1;
      }
    },
  };
}

function tooSlow({ host, port }: Endpoint, field: string, timeLimit: number): DomainError {
  return new DomainError(
    'ENDPOINT_UNREACHABLE',
    `${host}, port ${port}, did not finish its handshake within ${timeLimit / 1000} seconds. Check the address and the server.`,
    { field, metadata: { host, port: String(port), step: 'time' } },
  );
}
