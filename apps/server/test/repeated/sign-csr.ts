import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Signs a request as OpenSSL does for an authority. @returns PEM */
export function signCsr(csrPem: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'certkeep-ca-'));
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'ca.pem')];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const run = (args: readonly string[], input = '') =>
    execFileSync('openssl', [...args], { input, encoding: 'utf8', stdio: 'pipe' });
  try {
    run(['req', '-x509', ...curve, '-keyout', key, '-out', certificate, '-subj', '/CN=signs', '-days', '30']);
    return run(['x509', '-req', '-CA', certificate, '-CAkey', key, '-CAcreateserial', '-days', '20'], csrPem);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
