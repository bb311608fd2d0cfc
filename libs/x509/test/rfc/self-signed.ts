import { execFileSync } from 'node:child_process';
import type { KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate for a key, made by OpenSSL. @returns DER */
export function selfSigned(key: KeyObject): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'certkeep-jwk-'));
  const file = join(folder, 'key.pem');
  try {
    writeFileSync(file, key.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    return execFileSync('openssl', ['req', '-x509', '-key', file, '-subj', '/CN=jwk', '-days', '1', '-outform', 'DER']);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
