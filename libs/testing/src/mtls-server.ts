import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNginx, type Nginx } from './nginx.js';
import { createTestCa, type IssuedCertificate, type TestCa } from './test-ca.js';

/** An nginx that serves nobody without a certificate of the test CA, and answers with the serial number it was shown. */
export interface MtlsServer {
  readonly nginx: Nginx;
  readonly ca: TestCa;
  readonly stop: () => Promise<void>;
}

/** Answers `/large` slowly, with the serial number and the connection's in its headers, and all else with the serial number. */
export async function startMtlsServer(): Promise<MtlsServer> {
  const folder = await mkdtemp(join(tmpdir(), 'certkeep-mtls-'));
  const ca = await createTestCa();
  const own = await ca.issue({ commonName: 'localhost', dnsNames: ['localhost'] });
  const certificateFile = join(folder, 'server.pem');
  const keyFile = join(folder, 'server.key');
  await writeFile(certificateFile, own.certificatePem);
  await writeFile(keyFile, own.privateKeyPem, { mode: 0o600 });
  await writeFile(join(folder, 'large'), Buffer.alloc(40_000, 'x'));
  const nginx = await startNginx({
    certificateFile,
    keyFile,
    clientCaPem: ca.certificatePem,
    server: `
      keepalive_requests 1000000;
      location / { default_type text/plain; return 200 "$ssl_client_serial"; }
      location /connection { default_type text/plain; return 200 "$connection"; }
      location = /large { root ${folder}; limit_rate 40k; add_header x-serial $ssl_client_serial; }
    `,
  });
  return {
    nginx,
    ca,
    stop: async () => {
      await nginx.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** As nginx's `$ssl_client_serial` writes it. */
export function serialOf({ certificatePem }: Pick<IssuedCertificate, 'certificatePem'>): string {
  return new X509Certificate(certificatePem).serialNumber;
}
