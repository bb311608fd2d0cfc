import type { EndpointProber } from '@certkeep/application';
import { createSecureContext } from 'node:tls';
import { parseEndpointUrl } from './endpoint-url.js';
import { guardedConnect } from './guarded-connect.js';
import { limitedOut, type OutgoingOptions } from './limited-out.js';
import { optionsFor } from './outgoing-trust.js';
import { tlsProbe } from './tls-probe.js';

/** Shows what HTTPS and LDAPS servers present, with every address checked before a packet goes there. */
export function createEndpointProber({ policy, resolve, trust, ...limits }: OutgoingOptions): EndpointProber {
  const limited = limitedOut(limits);
  return {
    probe: async (url, { company, field, signal }) => {
      const endpoint = parseEndpointUrl(url, field);
      return limited(endpoint, field, signal, async (until) => {
        const { host, port } = endpoint;
        const { socket, address } = await guardedConnect(host, port, {
          policy,
          ...(resolve === undefined ? {} : { resolve }),
          field,
          signal: until,
        });
        const secureContext = trust?.secureContext(company, 'look') ?? createSecureContext(optionsFor('look'));
        return { host, address, ...(await tlsProbe(socket, endpoint, { secureContext, field, signal: until })) };
      });
    },
  };
}
