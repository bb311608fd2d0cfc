import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An authority that signs requests as OpenSSL does. */
export interface OpensslCa {
  readonly certificatePem: string;
  /** @param csrPem PKCS#10; its extensions are taken over @returns PEM of the certificate */
  sign(csrPem: string, options?: { readonly days?: number; readonly digest?: 'sha1' | 'sha256' }): string;
  close(): void;
}

export function createOpensslCa(commonName = 'Certkeep signing authority'): OpensslCa {
  const folder = mkdtempSync(join(tmpdir(), 'certkeep-ca-'));
  const key = join(folder, 'ca.key');
  const certificate = join(folder, 'ca.crt');
  const csr = join(folder, 'request.csr');
  const openssl = (...options: readonly string[]) => execFileSync('openssl', options, { stdio: 'pipe' }).toString();
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key];
  openssl('req', '-x509', ...newKey, '-out', certificate, '-subj', `/CN=${commonName}`, '-days', '3650');
  return {
    certificatePem: readFileSync(certificate, 'utf8'),
    sign: (csrPem, { days = 90, digest = 'sha256' } = {}) => {
      writeFileSync(csr, csrPem);
      const serial = `0x01${randomBytes(15).toString('hex')}`;
      const request = ['-req', '-copy_extensions', 'copyall', '-in', csr, '-CA', certificate, '-CAkey', key];
      return openssl('x509', ...request, '-days', String(days), `-${digest}`, '-set_serial', serial);
    },
    close: () => {
      rmSync(folder, { recursive: true });
    },
  };
}
