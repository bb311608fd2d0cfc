import type { ClientCredential, ConnectionTester, TestedConnection } from '@certkeep/application';
import { DomainError } from '@certkeep/domain';
import { isIP, type Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { asksForCertificate } from './certificate-request.js';
import { parseEndpointUrl, type Endpoint } from './endpoint-url.js';
import { guardedConnect } from './guarded-connect.js';
import { limitedOut, type OutgoingOptions } from './limited-out.js';
import { codeOf } from './error-code.js';
import { RecordedStream } from './recorded-stream.js';
import { certificatesOf, failed, isEndedByServer } from './tls-probe.js';
import { isUntrusted, verificationCode } from './verification-error.js';

/** Tries connections with a client certificate, to addresses that were checked before a packet goes there. */
export function createConnectionTester({ policy, resolve, trust, ...limits }: OutgoingOptions): ConnectionTester {
  const limited = limitedOut(limits);
  return {
    test: async (url, credential, { company, field, signal }) => {
      const endpoint = parseEndpointUrl(url, field);
      if (endpoint.scheme !== 'https') {
        throw new DomainError('FIELD_INVALID', 'The URL must begin with https://.', { field });
      }
      return limited(endpoint, field, signal, async (until) => {
        const { host, port } = endpoint;
        const { socket, address } = await guardedConnect(host, port, {
          policy,
          ...(resolve === undefined ? {} : { resolve }),
          field,
          signal: until,
        });
        return {
          ...(await handshake(socket, endpoint, { credential, url, field, authorities: trust?.authorities(company) })),
          address,
        };
      });
    },
  };
}

interface Asked {
  readonly credential: ClientCredential;
  readonly url: string;
  readonly field: string;
  /** PEM of what the server is checked against; undefined: what the process trusts. */
  readonly authorities: readonly string[] | undefined;
}

/** @param socket connected already; closed afterwards in any case @throws DomainError ENDPOINT_UNREACHABLE when it speaks no TLS */
async function handshake(
  socket: Socket,
  endpoint: Endpoint,
  { credential, url, field, authorities }: Asked,
): Promise<Omit<TestedConnection, 'address'>> {
  const recorded = new RecordedStream(socket);
  const { host } = endpoint;
  const tls = connect({
    socket: recorded,
    host,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    // Whether the server is to be trusted is told, and no reason not to look.
    rejectUnauthorized: false,
    ...(authorities === undefined ? {} : { ca: [...authorities], allowPartialTrustChain: true }),
    cert: [credential.leaf, ...credential.chain].map((der) => pemOf('CERTIFICATE', der)).join(''),
    key: pemOf('PRIVATE KEY', credential.privateKey),
    ALPNProtocols: ['http/1.1'],
  });
  let secret: Buffer | undefined;
  tls.on('keylog', (line: Buffer) => {
    const [label, , hex] = line.toString('latin1').trim().split(' ');
    if (label === 'SERVER_HANDSHAKE_TRAFFIC_SECRET' && hex !== undefined) secret = Buffer.from(hex, 'hex');
  });
  try {
    const { isCompleted, failure, httpStatus, cipher, tlsVersion } = await answerTo(tls, endpoint, url);
    const serverCertificates = certificatesOf(tls, recorded.received, secret);
    if (!isCompleted && serverCertificates.length === 0) throw failed(endpoint, field, failure);
    if (!isCompleted && failure !== undefined && !isEndedByServer(failure)) throw failed(endpoint, field, failure);
    const requested = asksForCertificate(recorded.received, secret, cipher);
    const error = refusalOf({ requested, isCompleted, failure, httpStatus });
    return {
      accepted: error === '',
      clientCertificateRequested: requested,
      error,
      tlsVersion,
      cipher,
      serverCertificates,
      serverVerified: tls.authorized,
      untrusted: !tls.authorized && isUntrusted(verificationCode(tls.authorizationError)),
      httpStatus,
    };
  } finally {
    // A late error of a connection that nobody needs any more is nobody's business.
    tls.on('error', () => undefined);
    tls.destroy();
    recorded.destroy();
  }
}

interface Answer {
  readonly isCompleted: boolean;
  readonly failure: Error | undefined;
  readonly httpStatus: number;
  /** Both empty when the handshake was not completed. */
  readonly cipher: string;
  readonly tlsVersion: string;
}

/** In TLS 1.3 a server refuses a client's certificate after the handshake: only its answer shows what it thinks of it. */
function answerTo(tls: TLSSocket, { host, port }: Endpoint, url: string): Promise<Answer> {
  return new Promise((resolve) => {
    let isCompleted = false;
    let [cipher, tlsVersion] = ['', ''];
    let said = '';
    const end = (failure: Error | undefined) => {
      const [, status = '0'] = /^HTTP\/\d(?:\.\d)? (\d{3})\b/.exec(said) ?? [];
      resolve({ isCompleted, failure, httpStatus: Number(status), cipher, tlsVersion });
    };
    tls.once('secureConnect', () => {
      isCompleted = true;
      // A connection that has ended no longer knows.
      cipher = tls.getCipher().standardName;
      tlsVersion = tls.getProtocol() ?? '';
      const { pathname, search } = new URL(url.trim());
      const authority = `${host.includes(':') ? `[${host}]` : host}${port === 443 ? '' : `:${port}`}`;
      tls.write(
        `HEAD ${pathname}${search} HTTP/1.1\r\nHost: ${authority}\r\nUser-Agent: certkeep\r\nConnection: close\r\n\r\n`,
      );
    });
    tls.on('data', (chunk: Buffer) => {
      said += chunk.toString('latin1');
      if (said.includes('\r\n') || said.length > longestStatusLine) end(undefined);
    });
    tls.once('error', end);
    tls.once('close', () => {
      end(undefined);
    });
  });
}

const longestStatusLine = 1024;

/** How nginx and others that complete a handshake whatever the certificate answer afterwards. */
const refusingStatuses: ReadonlySet<number> = new Set([400, 495, 496]);

/** @returns for people; empty when nothing was refused */
function refusalOf({
  requested,
  isCompleted,
  failure,
  httpStatus,
}: Pick<Answer, 'isCompleted' | 'failure' | 'httpStatus'> & { readonly requested: boolean }): string {
  const code = codeOf(failure);
  const suffix = code === '' ? '' : ` (${code})`;
  if (!isCompleted) return `The server ended the handshake${suffix}. It does not accept the node’s certificate.`;
  if (!requested) return 'The server did not ask for a client certificate, so that none was shown.';
  if (httpStatus === 0) {
    return `The server gave no answer once it had seen the node’s certificate${suffix}: it does not accept it, or is too slow.`;
  }
  if (refusingStatuses.has(httpStatus)) {
    return `The server took the node’s certificate and then answered ${httpStatus}, as those do that don’t accept it.`;
  }
  return '';
}

function pemOf(label: string, der: Uint8Array): string {
  const body = Buffer.from(der).toString('base64').replaceAll(/.{64}/g, '$&\n').trimEnd();
  return `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;
}
