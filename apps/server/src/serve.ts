import { makeSetupLink } from '@certkeep/application';
import { Server } from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { compose, type Certkeep } from './compose.js';
import type { Config } from './config.js';
import { firstCompany } from './first-company.js';
import { addToGrpcServer } from './grpc/grpc-door.js';
import { hostInAddress, listenForGrpc } from './grpc/grpc-listener.js';
import { largeRequestGuard } from './grpc/large-requests.js';
import { addReflection } from './grpc/reflection.js';
import { readServerCertificate } from './grpc/server-certificate.js';
import { httpServer } from './http/http-server.js';
import { addJwksRoutes } from './http/jwks-routes.js';
import { largestRequestOf } from './rpc/largest-request.js';
import { startCanary } from './jobs/canary.js';
import { startPurge } from './jobs/purge.js';

/** How long calls may go on once Certkeep was told to stop, in milliseconds. */
const drainTime = 10_000;

export interface Serving {
  readonly httpUrl: string;
  readonly grpcAddress: string;
  /** One for each company that has no user yet. */
  readonly setupLinks: readonly { readonly company: string; readonly url: string }[];
  stop(): Promise<void>;
}

/** Starts both doors. @throws ConfigError, KeyringError, or the error of a port or database that can't be had */
export async function serve(config: Config): Promise<Serving> {
  const certificate = config.grpcTls && (await readServerCertificate(config.grpcTls));
  const certkeep = await compose(config);
  const { services, dispatcher, metrics, feed, database, materials, jwks, log } = certkeep;
  const { runtime, presence, trust, outgoing, fileJob, stopping, canary } = certkeep;
  await firstCompany(certkeep);
  await feed.start();
  await trust.start();
  const requestSizes = { truststoreImport: config.intake.trustLimits.bytes };
  const grpc = new Server({
    // Each service has its own limit; this one is the largest.
    'grpc.max_receive_message_length': Math.max(...services.map((each) => largestRequestOf(each, requestSizes))),
    'grpc.max_send_message_length': -1,
    ...keepalive(config),
    // Nobody could ask for what it counts: there is no channelz service here.
    'grpc.enable_channelz': 0,
    interceptors: [largeRequestGuard(services, dispatcher, requestSizes)],
  });
  addToGrpcServer(grpc, services, dispatcher, requestSizes);
  addReflection(grpc, services);
  const health = new HealthImplementation({ '': 'SERVING' });
  health.addToServer(grpc);
  const http = await httpServer({
    services,
    dispatcher,
    requestSizes,
    metrics: metrics.registry,
    ready: () => database.ping(),
    addPublicRoutes: (server) => {
      addJwksRoutes(server, {
        ...jwks,
        onFailure: (error) => {
          log.error({ err: error }, 'a JWK Set could not be read');
        },
      });
    },
    uiFolder: fileURLToPath(new URL('../../admin/dist', import.meta.url)),
  });
  const stopPurge = startPurge(certkeep);
  presence.start();
  const listener = await listenForGrpc(grpc, config, { certificate, log });
  const grpcPort = listener.port;
  const httpAddress = await http.listen({ host: config.host, port: config.httpPort });
  const httpUrl = config.publicUrl ?? httpAddress;
  const stopCanary = canary && startCanary(canary);
  log.info({ http: httpAddress, grpcPort }, 'serving');
  return {
    httpUrl,
    grpcAddress: `${hostInAddress(config.grpcHost)}:${grpcPort}`,
    setupLinks: await setupLinks(certkeep, httpUrl),
    stop: async () => {
      health.setStatus('', 'NOT_SERVING');
      stopPurge();
      await stopCanary?.();
      feed.stop();
      stopping.abort();
      await runtime.close();
      await presence.stop();
      trust.stop();
      listener.close();
      await Promise.all([http.close(), drain(grpc)]);
      await fileJob?.stop();
      await materials.close();
      await database.close();
      outgoing.release();
      log.info('stopped');
    },
  };
}

/**
 * A peer that died without a word, or was cut off, is noticed by what it doesn't answer. Clients may ask the same of us as
 * often, with a stream or without.
 */
function keepalive({ heartbeat }: Config) {
  return {
    'grpc.keepalive_time_ms': heartbeat,
    'grpc.keepalive_timeout_ms': 10_000,
    'grpc.keepalive_permit_without_calls': 1,
  };
}

function drain(grpc: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      grpc.forceShutdown();
      resolve();
    }, drainTime);
    grpc.tryShutdown(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

async function setupLinks({ companies, store, clock }: Certkeep, httpUrl: string) {
  const links: { company: string; url: string }[] = [];
  for (const company of await companies.list()) {
    const secret = await makeSetupLink({ store, clock })({ traceId: randomUUID(), sourceAddress: '' }, company.id);
    // The secret stands behind #: browsers keep that part to themselves, so it reaches no log and no other server.
    if (secret !== undefined) links.push({ company: company.name, url: `${httpUrl}/setup#${secret}` });
  }
  return links;
}
