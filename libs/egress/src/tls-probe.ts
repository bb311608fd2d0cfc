import { DomainError } from '@certkeep/domain';
import { isIP, type Socket } from 'node:net';
import { connect, type SecureContext, type TLSSocket } from 'node:tls';
import type { X509Certificate } from 'node:crypto';
import type { Endpoint } from './endpoint-url.js';
import { codeOf } from './error-code.js';
import { decryptedHandshake } from './handshake-decryption.js';
import { certificatesIn, recordsIn, recordType } from './handshake-messages.js';
import { RecordedStream } from './recorded-stream.js';
import { isUntrusted, verificationCode, verificationErrorText } from './verification-error.js';

/** A bound on what is held; how many are of use is decided where they are read. */
const mostCertificates = 200;

/** What a server has shown in its handshake. */
export interface Handshake {
  /** DER, as sent: strangers, duplicates and order included. */
  readonly certificates: readonly Uint8Array[];
  /** As in `TLSv1.3`. */
  readonly tlsVersion: string;
  readonly verificationError: string | undefined;
  /** Trust is what is missing. */
  readonly untrusted: boolean;
}

/**
 * Completes TLS without trusting the peer, and hangs up: nothing is asked, nothing told.
 * @param socket connected already; closed afterwards in any case
 * @param field that refusals name
 * @throws DomainError ENDPOINT_UNREACHABLE
 */
export async function tlsProbe(
  socket: Socket,
  endpoint: Endpoint,
  {
    secureContext,
    field,
    signal,
  }: { readonly secureContext: SecureContext; readonly field: string; readonly signal: AbortSignal },
): Promise<Handshake> {
  const recorded = new RecordedStream(socket);
  const { host } = endpoint;
  const tls = connect({
    socket: recorded,
    host,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    rejectUnauthorized: false,
    secureContext,
  });
  let secret: Buffer | undefined;
  tls.on('keylog', (line: Buffer) => {
    const [label, , hex] = line.toString('latin1').trim().split(' ');
    if (label === 'SERVER_HANDSHAKE_TRAFFIC_SECRET' && hex !== undefined) secret = Buffer.from(hex, 'hex');
  });
  try {
    const failure = await handshake(tls, signal);
    if (failure !== undefined && !isEndedByServer(failure)) throw failed(endpoint, field, failure);
    const certificates = certificatesOf(tls, recorded.received, secret);
    if (certificates.length === 0) throw failed(endpoint, field, failure);
    if (certificates.length > mostCertificates) throw tooMany(endpoint, field, certificates.length);
    return {
      certificates,
      tlsVersion: tls.getProtocol() ?? 'TLSv1.2',
      ...(failure === undefined ? verificationOf(tls) : { verificationError: brokenOff(failure), untrusted: false }),
    };
  } finally {
    // A late error of a connection that nobody needs any more is nobody's business.
    tls.on('error', () => undefined);
    tls.destroy();
    recorded.destroy();
  }
}

/** @returns why the handshake wasn't completed; the server's certificates may be there all the same */
function handshake(tls: TLSSocket, signal: AbortSignal): Promise<Error | undefined> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    };
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    const end = (failure: Error | undefined) => {
      signal.removeEventListener('abort', abort);
      resolve(failure);
    };
    tls.once('secureConnect', () => {
      end(undefined);
    });
    tls.once('error', end);
    tls.once('close', () => {
      end(new ClosedByServerError('the connection was closed'));
    });
  });
}

class ClosedByServerError extends Error {}

/**
 * Whether it was the server that didn't go on, as one does that wants a client certificate. When it was our own library,
 * then what has come is malformed or not signed with the certificate's key, and nothing of it counts.
 */
export function isEndedByServer(failure: Error): boolean {
  return failure instanceof ClosedByServerError || /^(ECONNRESET|EPIPE)$|_ALERT_/.test(codeOf(failure));
}

/** As they were sent, where the records tell it; else as the TLS library puts them in order. */
export function certificatesOf(tls: TLSSocket, received: Buffer, secret: Buffer | undefined): readonly Uint8Array[] {
  const records = recordsIn(received);
  const sent =
    secret === undefined
      ? certificatesIn(
          records.filter(({ type }) => type === recordType.handshake).map(({ fragment }) => fragment),
          'older',
        )
      : certificatesIn(decryptedHandshake(records, secret, suiteOf(tls)), 'TLSv1.3');
  return sent !== undefined && sent.length > 0 ? sent : linked(tls.getPeerX509Certificate());
}

/** There is no cipher after a failed handshake, whatever the types say. */
function suiteOf(tls: TLSSocket): string {
  const cipher = tls.getCipher() as { readonly standardName?: string } | undefined;
  return cipher?.standardName ?? '';
}

function linked(leaf: X509Certificate | undefined): readonly Uint8Array[] {
  const certificates = new Map<string, Uint8Array>();
  for (let current = leaf; current !== undefined; current = current.issuerCertificate) {
    if (certificates.has(current.fingerprint256)) break;
    certificates.set(current.fingerprint256, current.raw);
  }
  return [...certificates.values()];
}

function verificationOf(tls: TLSSocket): Pick<Handshake, 'verificationError' | 'untrusted'> {
  if (tls.authorized) return { verificationError: undefined, untrusted: false };
  const code = verificationCode(tls.authorizationError);
  return { verificationError: verificationErrorText(code === '' ? 'UNKNOWN' : code), untrusted: isUntrusted(code) };
}

function brokenOff(failure: Error): string {
  const code = codeOf(failure);
  return `The server ended the handshake after it had sent its certificate; it may want a client certificate.${code === '' ? '' : ` (${code})`}`;
}

function tooMany({ host, port }: Endpoint, field: string, count: number): DomainError {
  return new DomainError(
    'ENDPOINT_UNREACHABLE',
    `${host}, port ${port}, sends ${count} certificates, and ${mostCertificates} are the most that Certkeep takes. Have the server send its own chain alone.`,
    { field, metadata: { host, port: String(port), step: 'handshake', count: String(count) } },
  );
}

/** What answers there is no TLS. */
export function failed({ host, port }: Endpoint, field: string, failure: Error | undefined): DomainError {
  const code = codeOf(failure);
  return new DomainError(
    'ENDPOINT_UNREACHABLE',
    `${host}, port ${port}, answers, and no TLS handshake comes about${code === '' ? '' : ` (${code})`}. Check that it speaks TLS on this port.`,
    { field, metadata: { host, port: String(port), step: 'handshake', code } },
  );
}
