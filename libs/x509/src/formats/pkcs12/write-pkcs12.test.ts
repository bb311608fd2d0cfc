import { createTestCa, type TestCa } from '@certkeep/testing';
import fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspectMaterial } from '../../intake/inspect-material.js';
import { encryptedKeyPem } from '../encrypted-key.js';
import { pemCertificates } from '../pem-blocks.js';
import { readPkcs12 } from './read-pkcs12.js';
import { RoundBudget } from './round-budget.js';
import { writePkcs12, type KeyStoreContents } from './write-pkcs12.js';

const passphrase = 'correct horse battery';
const keyTypes: readonly (readonly [name: string, options: readonly string[]])[] = [
  ['RSA', ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048']],
  ['RSA-PSS', ['-algorithm', 'RSA-PSS', '-pkeyopt', 'rsa_keygen_bits:2048']],
  ['EC P-256', ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256']],
  ['EC P-384', ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384']],
  ['EC P-521', ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-521']],
  ['Ed25519', ['-algorithm', 'ED25519']],
  ['Ed448', ['-algorithm', 'ED448']],
];

describe('a private key that leaves', { timeout: 60_000 }, () => {
  let folder: string;
  let ca: TestCa;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'certkeep-keys-'));
    ca = await createTestCa();
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const run = (program: string, ...args: string[]) =>
    execFileSync(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] }).toString();
  const stored = (name: string, content: Uint8Array | string) => {
    writeFileSync(join(folder, name), content);
    return name;
  };
  const pkcs8Of = (pem: string | Buffer) => createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' });
  /** A key of this kind with a certificate of its own, and another certificate as its chain. */
  const made = (options: readonly string[]): KeyStoreContents => {
    run('openssl', 'genpkey', ...options, '-out', 'key.pem');
    run('openssl', 'req', '-x509', '-new', '-key', 'key.pem', '-subj', '/CN=api.example.org', '-out', 'leaf.pem');
    const [leaf = new Uint8Array()] = pemCertificates(readFileSync(join(folder, 'leaf.pem'), 'latin1'));
    const pkcs8 = pkcs8Of(readFileSync(join(folder, 'key.pem')));
    return { name: 'Schlüssel', pkcs8, leaf, chain: pemCertificates(ca.certificatePem) };
  };

  it.each(keyTypes)('of the kind %s is opened from PKCS#12 by OpenSSL, Java and here', async (_name, options) => {
    const contents = made(options);
    const store = await writePkcs12(contents, passphrase);
    const file = stored('key.p12', store);
    const opened = run('openssl', 'pkcs12', '-in', file, '-passin', `pass:${passphrase}`, '-nodes');
    expect(pkcs8Of(/-----BEGIN PRIVATE KEY-----[^]+-----END PRIVATE KEY-----\n/.exec(opened)?.[0] ?? '')).toEqual(
      contents.pkcs8,
    );
    expect(pemCertificates(opened).map((der) => Buffer.from(der))).toEqual(
      [contents.leaf, ...contents.chain].map((der) => Buffer.from(der)),
    );
    const java = ['-J-Duser.language=en', '-J-Dsun.stdout.encoding=UTF-8'];
    const listed = run('keytool', ...java, '-list', '-v', '-keystore', file, '-storepass', passphrase);
    expect(listed).toContain('Entry type: PrivateKeyEntry');
    expect(listed).toContain('Alias name: schlüssel');
    const { certificates, keys } = readPkcs12(store, passphrase, new RoundBudget(900_000));
    expect(keys.map(({ pkcs8 }) => Buffer.from(pkcs8))).toEqual([contents.pkcs8]);
    expect(certificates.map(({ localKeyId }) => localKeyId)).toEqual([keys[0]?.localKeyId, '']);
  });

  it.each(keyTypes)('of the kind %s is opened from encrypted PKCS#8 by OpenSSL and here', async (_name, options) => {
    const { pkcs8, leaf } = made(options);
    const file = stored('encrypted.pem', await encryptedKeyPem(pkcs8, passphrase));
    expect(pkcs8Of(run('openssl', 'pkey', '-in', file, '-passin', `pass:${passphrase}`))).toEqual(pkcs8);
    const files = [
      { name: 'key', content: readFileSync(join(folder, file)) },
      { name: 'leaf', content: leaf },
    ];
    const { privateKey } = inspectMaterial({ kind: 'files', files, passphrase });
    expect(Buffer.from(privateKey?.pkcs8 ?? [])).toEqual(pkcs8);
  });

  it('is given to Java, which signs with it', async () => {
    const contents = made(['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256']);
    const file = stored('key.p12', await writePkcs12({ ...contents, name: 'key' }, passphrase));
    const request = run('keytool', '-certreq', '-alias', 'key', '-keystore', file, '-storepass', passphrase);
    expect(request).toContain('-----BEGIN NEW CERTIFICATE REQUEST-----');
  });

  it('stays closed to another passphrase', async () => {
    const contents = made(['-algorithm', 'ED25519']);
    const store = stored('key.p12', await writePkcs12(contents, passphrase));
    const key = stored('encrypted.pem', await encryptedKeyPem(contents.pkcs8, passphrase));
    expect(() => run('openssl', 'pkcs12', '-in', store, '-passin', 'pass:another', '-nodes')).toThrow();
    expect(() => run('openssl', 'pkey', '-in', key, '-passin', 'pass:another')).toThrow();
    expect(() => run('keytool', '-list', '-keystore', store, '-storepass', 'another')).toThrow();
    const wrong = expect.objectContaining({ reason: 'PASSPHRASE_WRONG' }) as Error;
    for (const [name, content] of [['store', readFileSync(join(folder, store))] as const]) {
      expect(() => inspectMaterial({ kind: 'files', files: [{ name, content }], passphrase: 'another' })).toThrow(
        wrong,
      );
    }
  });

  it('is enciphered with other chance each time', async () => {
    const contents = made(['-algorithm', 'ED25519']);
    const stores = await Promise.all([1, 2].map(() => writePkcs12(contents, passphrase, { rounds: 1 })));
    expect(stores[0]).not.toEqual(stores[1]);
    const keys = await Promise.all([1, 2].map(() => encryptedKeyPem(contents.pkcs8, passphrase, { rounds: 1 })));
    expect(keys[0]).not.toEqual(keys[1]);
  });

  it('comes back as it was, whatever its name, chain and passphrase', async () => {
    const contents = made(['-algorithm', 'ED25519']);
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(
        fc.record({ name: fc.string({ unit: 'binary' }), chain: fc.array(bytes, { maxLength: 3 }) }),
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 50 }),
        async ({ name, chain }, password, rounds) => {
          const store = await writePkcs12({ ...contents, name, chain }, password, { rounds });
          const { certificates, keys } = readPkcs12(store, password, new RoundBudget(1000));
          expect(certificates.map(({ der }) => Buffer.from(der))).toEqual(
            [contents.leaf, ...chain].map((der) => Buffer.from(der)),
          );
          expect(keys.map(({ pkcs8, alias }) => [Buffer.from(pkcs8), alias])).toEqual([
            [contents.pkcs8, name.toWellFormed()],
          ]);
        },
      ),
    );
  });
});
