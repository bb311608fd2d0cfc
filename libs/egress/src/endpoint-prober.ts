import type { EndpointProber } from '@certkeep/application';
import { parseEndpointUrl } from './endpoint-url.js';
import { guardedConnect } from './guarded-connect.js';
import { limitedOut, type OutgoingOptions } from './limited-out.js';
import { tlsProbe } from './tls-probe.js';

/** Shows what HTTPS and LDAPS servers present, with every address checked before a packet goes there. */
export function createEndpointProber({ policy, resolve, ...limits }: OutgoingOptions): EndpointProber {
  const limited = limitedOut(limits);
  return {
    probe: async (url, field, signal) => {
      const endpoint = parseEndpointUrl(url, field);
      return limited(endpoint, field, signal, async (until) => {
        const { host, port } = endpoint;
        const { socket, address } = await guardedConnect(host, port, {
          policy,
          ...(resolve === undefined ? {} : { resolve }),
          field,
          signal: until,
        });
        return { host, address, ...(await tlsProbe(socket, endpoint, { field, signal: until })) };
      });
    },
  };
}
