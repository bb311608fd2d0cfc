import fastifyStatic from '@fastify/static';
import { fastifyConnectPlugin } from '@connectrpc/connect-fastify';
import Fastify, { type FastifyInstance } from 'fastify';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Registry } from 'prom-client';
import type { Dispatcher } from '../rpc/dispatcher.js';
import { largestMessage, type RequestSizes } from '../rpc/largest-request.js';
import type { Service } from '../rpc/service.js';
import { addToConnectRouter, peerAddressHeader } from './connect-door.js';
import { guardLargeRequests } from './large-requests.js';

interface Parts {
  readonly services: readonly Service[];
  readonly dispatcher: Dispatcher;
  readonly requestSizes: RequestSizes;
  readonly metrics: Registry;
  /** Rejects while Certkeep can't do its work. */
  readonly ready: () => Promise<void>;
  /** The built web UI. */
  readonly uiFolder: string;
  /** Adds what else is served, without a credential. */
  readonly addPublicRoutes: (server: FastifyInstance) => void;
}

const securityHeaders = {
  'content-security-policy':
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
} as const;

/** The HTTP port: Connect and gRPC-Web, the web UI, and what an operator's tools ask. */
export async function httpServer({
  services,
  dispatcher,
  requestSizes,
  metrics,
  ready,
  uiFolder,
  addPublicRoutes,
}: Parts): Promise<FastifyInstance> {
  const server = Fastify({ logger: false, bodyLimit: largestMessage, forceCloseConnections: true });
  server.addHook('onRequest', (request, reply, done) => {
    request.raw.headers[peerAddressHeader] = request.socket.remoteAddress ?? '';
    void reply.headers(securityHeaders);
    done();
  });
  guardLargeRequests(server, services, dispatcher, requestSizes);
  await server.register(fastifyConnectPlugin, {
    routes: (router) => {
      addToConnectRouter(router, services, dispatcher, requestSizes);
    },
    readMaxBytes: largestMessage,
  });
  server.get('/healthz', () => ({ status: 'ok' }));
  server.get('/readyz', async (_request, reply) => {
    try {
      await ready();
      return { status: 'ok' };
    } catch {
      return reply.code(503).send({ status: 'database unavailable' });
    }
  });
  server.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.metrics()));
  addPublicRoutes(server);
  await serveUi(server, uiFolder);
  return server;
}

/** The single-page application: files as they are, and its page for every other address that a person may open. */
async function serveUi(server: FastifyInstance, folder: string): Promise<void> {
  const page = join(folder, 'index.html');
  if (!existsSync(page)) {
    server.get('/', (_request, reply) =>
      reply.code(503).type('text/plain').send('The web UI is not built. Run: npm start'),
    );
    return;
  }
  await server.register(fastifyStatic, {
    root: folder,
    setHeaders: (reply, path) => {
      // Built files carry a hash of their content in their name; the page that names them does not.
      const forever = path.startsWith(join(folder, 'assets'));
      void reply.header('cache-control', forever ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  server.setNotFoundHandler((request, reply) => {
    const opensPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
    if (opensPage) return reply.sendFile('index.html');
    return reply.code(404).type('text/plain').send('Not found');
  });
}
