import { selfSigned, type SelfSigned } from '@certkeep/testing';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConfigError } from '../config-error.js';
import { followServerCertificate, readServerCertificate, type CertificateFiles } from './server-certificate.js';

describe('a server’s certificate in files', () => {
  let folder: string;
  let files: CertificateFiles;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'certkeep-server-certificate-'));
    files = { certificateFile: join(folder, 'certificate.pem'), keyFile: join(folder, 'key.pem') };
  });
  afterEach(() => rm(folder, { recursive: true }));

  const write = async ({ certificatePem, privateKeyPem }: Pick<SelfSigned, 'certificatePem' | 'privateKeyPem'>) => {
    await writeFile(files.certificateFile, certificatePem);
    await writeFile(files.keyFile, privateKeyPem);
  };
  const [one, other] = [selfSigned('one'), selfSigned('other')];

  it('is served anew once both have changed, and not while they don’t belong together', async () => {
    await write(one);
    const served: string[] = [];
    let logged = '';
    const output = new Writable({
      write: (line, _encoding, done) => {
        logged += String(line);
        done();
      },
    });
    const log = pino(output);
    const stop = followServerCertificate(await readServerCertificate(files), {
      log,
      serve: ({ cert }) => served.push(cert.toString()),
      interval: 10,
    });
    await writeFile(files.certificateFile, other.certificatePem);
    await vi.waitFor(() => {
      expect(logged).toContain('goes on with the certificate that it had');
    });
    expect(served).toEqual([]);
    await write(other);
    await vi.waitFor(() => {
      expect(served).toEqual([other.certificatePem]);
    });
    stop();
    expect(logged).not.toContain('PRIVATE KEY');
  });

  it.each<readonly [string, Pick<SelfSigned, 'certificatePem' | 'privateKeyPem'>]>([
    ['is of another key', { ...one, privateKeyPem: other.privateKeyPem }],
    ['is none', { ...one, certificatePem: 'nothing' }],
  ])('is refused when it %s, in a sentence that names the settings', async (_what, pair) => {
    await write(pair);
    const failure = await readServerCertificate(files).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConfigError);
    expect(String(failure)).toContain('CERTKEEP_GRPC_CERTIFICATE_FILE and CERTKEEP_GRPC_KEY_FILE can’t be used');
  });
});
