import { Code } from '@connectrpc/connect';
import { codeToString } from '@connectrpc/connect/protocol-connect';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Transport } from '../rpc/context.js';
import type { Dispatcher } from '../rpc/dispatcher.js';
import { largeRpcs, largestMessage, type RequestSizes } from '../rpc/largest-request.js';
import { RpcStatus } from '../rpc/rpc-status.js';
import type { Service } from '../rpc/service.js';

/**
 * Asks who calls before a request is read that is larger than others: nobody else's megabytes are taken in. What is
 * refused so ends its connection, since the rest of the request may still be on its way there.
 */
export function guardLargeRequests(
  server: FastifyInstance,
  services: readonly Service[],
  dispatcher: Dispatcher,
  sizes: RequestSizes,
): void {
  const large = largeRpcs(services, sizes);
  server.addHook('onRequest', async (request, reply) => {
    const rpc = large.get(request.url.split('?')[0] ?? '');
    const length = Number(request.headers['content-length'] ?? Number.NaN);
    if (rpc === undefined || length <= largestMessage) return;
    try {
      await dispatcher.admit(rpc, transportOf(request));
    } catch (error) {
      await refuse(reply, error);
    }
  });
}

function transportOf(request: FastifyRequest): Transport {
  return {
    door: 'connect',
    header: (name) => {
      const value = request.headers[name];
      return typeof value === 'string' ? value : undefined;
    },
    setHeader: () => undefined,
    peerAddress: request.socket.remoteAddress ?? '',
    deadline: undefined,
    signal: new AbortController().signal,
  };
}

/** As Connect answers a call that isn't read: by HTTP's own status, and the code in JSON. */
function refuse(reply: FastifyReply, error: unknown): FastifyReply {
  const { code, message } =
    error instanceof RpcStatus ? error : new RpcStatus(Code.Internal, 'Something went wrong inside Certkeep.');
  const status = code === Code.Unauthenticated ? 401 : code === Code.PermissionDenied ? 403 : 500;
  return reply
    .code(status)
    .header('connection', 'close')
    .send({ code: codeToString(code), message });
}
