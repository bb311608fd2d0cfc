import { encodeEnvelope } from '@connectrpc/connect/protocol';
import { codeToHttpStatus, endStreamFlag, endStreamToJson, errorToJson } from '@connectrpc/connect/protocol-connect';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Transport } from '../rpc/context.js';
import type { Dispatcher } from '../rpc/dispatcher.js';
import { headersOnly } from '../rpc/headers-only.js';
import { largeRpcs, largestMessage, type RequestSizes } from '../rpc/largest-request.js';
import type { Service } from '../rpc/service.js';
import { connectError } from './connect-door.js';

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
      await refuse(request, reply, error);
    }
  });
}

function transportOf(request: FastifyRequest): Transport {
  return headersOnly({
    door: 'connect',
    header: (name) => {
      const value = request.headers[name];
      return typeof value === 'string' ? value : undefined;
    },
    peerAddress: request.socket.remoteAddress ?? '',
    certificateSha256: undefined,
  });
}

/** As Connect answers: a stream by its last message, everything else by HTTP's own status with the error in JSON. */
function refuse(request: FastifyRequest, reply: FastifyReply, refusal: unknown): FastifyReply {
  const error = connectError(refusal);
  void reply.header('connection', 'close');
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('application/connect+')) {
    const last = endStreamToJson(new Headers(), error, undefined);
    return reply.type(type).send(Buffer.from(encodeEnvelope(endStreamFlag, Buffer.from(JSON.stringify(last)))));
  }
  return reply.code(codeToHttpStatus(error.code)).type('application/json').send(errorToJson(error, undefined));
}
