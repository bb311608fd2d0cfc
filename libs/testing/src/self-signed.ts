import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A server's certificate for localhost and 127.0.0.1 that nobody but itself vouches for. */
export interface SelfSigned {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  readonly certificateDer: Uint8Array;
  /** Of the certificate, in lower-case hex. */
  readonly sha256: string;
}

/** As `openssl req -x509` makes it. */
export function selfSigned(commonName: string): SelfSigned {
  const folder = mkdtempSync(join(tmpdir(), 'certkeep-self-signed-'));
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  try {
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30'],
        ...['-keyout', key, '-out', certificate, '-subj', `/CN=${commonName}`],
        ...['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
      ],
      { stdio: 'pipe' },
    );
    const certificatePem = readFileSync(certificate, 'utf8');
    const { raw } = new X509Certificate(certificatePem);
    return {
      certificatePem,
      privateKeyPem: readFileSync(key, 'utf8'),
      certificateDer: raw,
      sha256: createHash('sha256').update(raw).digest('hex'),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
