import { ServerCredentials, type Server } from '@grpc/grpc-js';
import { constants } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { noteClientCertificate } from './client-connection.js';
import { followServerCertificate, type ServerCertificate } from './server-certificate.js';

/** Milliseconds that a handshake may take. */
const handshakeTimeout = 10_000;

/** The gRPC port. */
export interface GrpcListener {
  readonly port: number;
  /** Takes no more connections. Those that are there are the gRPC server's to end, or end before they are any. */
  close(): void;
}

/**
 * @param certificate with one, the port speaks TLS alone
 * @throws the error of a port that can't be had
 */
export function listenForGrpc(
  grpc: Server,
  config: Config,
  { certificate, log }: { readonly certificate: ServerCertificate | undefined; readonly log: Logger },
): Promise<GrpcListener> {
  return certificate === undefined
    ? listenInPlaintext(grpc, config)
    : listenWithTls(grpc, config, { certificate, log });
}

function listenInPlaintext(grpc: Server, { grpcHost, grpcPort }: Config): Promise<GrpcListener> {
  return new Promise((resolve, reject) => {
    grpc.bindAsync(`${hostInAddress(grpcHost)}:${grpcPort}`, ServerCredentials.createInsecure(), (error, port) => {
      if (error === null) resolve({ port, close: () => undefined });
      else reject(error);
    });
  });
}

/**
 * A TLS server of our own in front of grpc-js, which gets each connection once its handshake is done: there the peer's
 * certificate is looked at, and the server's own can be changed. Clients are asked for a certificate and need none, and
 * no CA's word counts for one.
 */
async function listenWithTls(
  grpc: Server,
  { grpcHost, grpcPort }: Config,
  { certificate, log }: { readonly certificate: ServerCertificate; readonly log: Logger },
): Promise<GrpcListener> {
  const injector = grpc.createConnectionInjector(ServerCredentials.createInsecure());
  const server = createServer({
    ...contextOf(certificate),
    ALPNProtocols: ['h2'],
    requestCert: true,
    rejectUnauthorized: false,
    handshakeTimeout,
  });
  server.on('secureConnection', (socket) => {
    noteClientCertificate(socket);
    // A peer that goes away is an error here as well, beside the session's (nodejs/node#35824).
    socket.on('error', () => undefined);
    injector.injectConnection(socket);
  });
  server.on('tlsClientError', (error) => {
    log.debug({ err: error }, 'a TLS handshake failed on the gRPC port');
  });
  server.listen({ host: grpcHost, port: grpcPort });
  await once(server, 'listening');
  const stopFollowing = followServerCertificate(certificate, {
    log,
    serve: (next) => {
      server.setSecureContext(contextOf(next));
    },
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      stopFollowing();
      server.close();
    },
  };
}

/** No session is taken up again: each connection proves the private key anew. */
function contextOf({ cert, key }: ServerCertificate) {
  return { cert, key, ca: [], minVersion: 'TLSv1.2' as const, secureOptions: constants.SSL_OP_NO_TICKET };
}

/** A host as it stands before a port. */
export function hostInAddress(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
