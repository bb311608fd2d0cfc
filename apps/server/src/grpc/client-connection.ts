import type { ServerInterceptingCallInterface } from '@grpc/grpc-js';
import { hash } from 'node:crypto';
import type { TLSSocket } from 'node:tls';

/** Certificates whose private keys were proved, as their connections show them to each call. */
const proven = new WeakMap<object, string>();

/**
 * Hashes the certificate that the peer proved in its handshake, once for the connection, for its calls to find.
 *
 * grpc-js shows calls the certificates of those sockets alone that are authorised, by which it means: issued by a CA that
 * is trusted. Here none is; a certificate is known by its fingerprint, call by call. So the socket says that it is
 * authorised, and gives the same small object for its certificate whenever it is asked, where Node would make a new one.
 */
export function noteClientCertificate(socket: TLSSocket): void {
  const certificate = socket.getPeerX509Certificate();
  const shown = certificate === undefined ? {} : { raw: certificate.raw };
  if (certificate !== undefined) proven.set(shown, hash('sha256', certificate.raw));
  Object.assign(socket, { authorized: true, getPeerCertificate: () => shown });
}

/** The peer's address as text, without its port. */
export function peerAddressOf(call: Pick<ServerInterceptingCallInterface, 'getPeer'>): string {
  return call.getPeer().replace(/:\d+$/, '');
}

/** @returns lower-case hex of its DER's SHA-256; undefined without a certificate, and without TLS */
export function provenCertificate(call: Pick<ServerInterceptingCallInterface, 'getAuthContext'>): string | undefined {
  const { sslPeerCertificate } = call.getAuthContext();
  return sslPeerCertificate === undefined ? undefined : proven.get(sslPeerCertificate);
}
