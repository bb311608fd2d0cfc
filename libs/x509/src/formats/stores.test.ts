import { createTestCa, type IssuedCertificate, type TestCa } from '@certkeep/testing';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspectMaterial } from '../intake/inspect-material.js';
import { defaultLimits } from '../intake/material.js';

const refusal = (reason: string, field = 'material') => expect.objectContaining({ reason, field }) as Error;

describe('a store', () => {
  let folder: string;
  let root: TestCa;
  let leaf: IssuedCertificate;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'certkeep-stores-'));
    root = await createTestCa();
    leaf = await root.issue({ commonName: 'api.example.org', dnsNames: ['api.example.org'] });
    writeFileSync(path('leaf.pem'), leaf.certificatePem);
    writeFileSync(path('key.pem'), leaf.privateKeyPem);
    writeFileSync(path('root.pem'), root.certificatePem);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const path = (name: string) => join(folder, name);
  const openssl = (...args: string[]) =>
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
  const inspect = (content: Uint8Array, passphrase?: string, limits = defaultLimits) =>
    inspectMaterial(
      { kind: 'files', files: [{ name: 'store', content }], ...(passphrase === undefined ? {} : { passphrase }) },
      limits,
    );
  const exported = (...options: string[]) =>
    openssl('pkcs12', '-export', '-inkey', 'key.pem', '-in', 'leaf.pem', '-certfile', 'root.pem', ...options);

  it.each<[string, string[]]>([
    ['as OpenSSL writes it today', []],
    ['with AES-128 and SHA-1', ['-keypbe', 'aes-128-cbc', '-certpbe', 'aes-128-cbc', '-macalg', 'sha1']],
    ['with AES-256 and SHA-512', ['-macalg', 'sha512']],
    ['with triple DES', ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1']],
    ['with triple DES of two keys', ['-keypbe', 'PBE-SHA1-2DES', '-certpbe', 'PBE-SHA1-2DES']],
    ['with RC2, as twenty years ago', ['-legacy', '-certpbe', 'PBE-SHA1-RC2-40', '-keypbe', 'PBE-SHA1-RC2-128']],
    ['with its certificates in the clear', ['-certpbe', 'NONE']],
    ['without a MAC', ['-nomac']],
    ['of a hundred thousand rounds', ['-iter', '100000']],
  ])('of PKCS#12 is opened %s', (_what, options) => {
    const store = exported('-passout', 'pass:open sesame', ...options);
    const { leaf: found, chain, privateKey } = inspect(store, 'open sesame');
    expect(found.facts.commonName).toBe('api.example.org');
    expect(chain).toHaveLength(1);
    expect(privateKey?.wasEncrypted).toBe(true);
    expect(Buffer.from(privateKey?.pkcs8 ?? [])).toEqual(Buffer.from(leaf.privateKeyDer));
    expect(() => inspect(store, 'open barley')).toThrow(refusal('PASSPHRASE_WRONG', 'material.passphrase'));
    expect(() => inspect(store)).toThrow(refusal('PASSPHRASE_REQUIRED', 'material.passphrase'));
    expect(() => inspect(store, 'open barley')).toThrow(/^((?!barley).)*$/);
  });

  it('of PKCS#12 is opened with no passphrase when it has none, however that is written', () => {
    expect(inspect(exported('-passout', 'pass:')).privateKey).toBeDefined();
    expect(
      inspect(exported('-passout', 'pass:', '-nomac', '-keypbe', 'NONE', '-certpbe', 'NONE')).privateKey,
    ).toBeDefined();
  });

  it('of PKCS#12 is opened with signs beyond ASCII in its passphrase', () => {
    expect(inspect(exported('-passout', 'pass:gehéim ✓'), 'gehéim ✓').privateKey).toBeDefined();
  });

  it('of PKCS#12 is not opened when that would take too many rounds', () => {
    const store = exported('-passout', 'pass:x', '-iter', '5000');
    const opened = (derivationRounds: number) => inspect(store, 'x', { ...defaultLimits, derivationRounds });
    expect(() => opened(9_999)).toThrow(refusal('TOO_LARGE'));
    expect(opened(20_000).privateKey).toBeDefined();
  });

  it('of PKCS#12 with two private keys is for several certificates', async () => {
    const other = await root.issue({ commonName: 'other' });
    writeFileSync(path('other.pem'), other.certificatePem + other.privateKeyPem);
    const keytool = (...args: string[]) =>
      execFileSync('keytool', ['-J-Duser.language=en', ...args], { cwd: folder, stdio: 'ignore' });
    for (const [name, pem] of [
      ['one', 'leaf.pem'],
      ['two', 'other.pem'],
    ] as const) {
      const key = name === 'one' ? ['-inkey', 'key.pem'] : [];
      openssl(
        'pkcs12',
        '-export',
        '-in',
        pem,
        ...key,
        '-name',
        name,
        '-passout',
        'pass:changeit',
        '-out',
        `${name}.p12`,
      );
      keytool(
        '-importkeystore',
        '-srckeystore',
        `${name}.p12`,
        '-srcstorepass',
        'changeit',
        '-destkeystore',
        'both.p12',
        '-deststoretype',
        'PKCS12',
        '-deststorepass',
        'changeit',
      );
    }
    expect(() => inspect(readFileSync(path('both.p12')), 'changeit')).toThrow(refusal('KEY_MISMATCH'));
    expect(() => inspect(readFileSync(path('both.p12')), 'changeit')).toThrow(/several certificates at once/);
  });

  it.each([
    ['PEM', []],
    ['DER', ['-outform', 'DER']],
  ])('of PKCS#7 in %s is a chain in any order', (_form, options) => {
    const bundle = openssl('crl2pkcs7', '-nocrl', '-certfile', 'root.pem', '-certfile', 'leaf.pem', ...options);
    const { leaf: found, chain, privateKey } = inspect(bundle);
    expect(found.facts.commonName).toBe('api.example.org');
    expect(chain).toHaveLength(1);
    expect(privateKey).toBeUndefined();
  });

  it('of PKCS#7 finds its key in another file', () => {
    const bundle = openssl('crl2pkcs7', '-nocrl', '-certfile', 'leaf.pem', '-outform', 'DER');
    const files = [
      { name: 'chain.p7b', content: bundle },
      { name: 'key.pem', content: readFileSync(path('key.pem')) },
    ];
    expect(inspectMaterial({ kind: 'files', files }).privateKey).toBeDefined();
  });

  it('of Java is read for the certificates that it trusts, and its passphrase checked where there is one', () => {
    const args = [
      '-importcert',
      '-noprompt',
      '-alias',
      'Wurzel',
      '-file',
      'root.pem',
      '-keystore',
      'trust.jks',
      '-storetype',
      'JKS',
    ];
    execFileSync('keytool', [...args, '-storepass', 'changeit'], { cwd: folder, stdio: 'ignore' });
    const store = readFileSync(path('trust.jks'));
    const sha256 = createHash('sha256')
      .update(inspect(readFileSync(path('root.pem'))).leaf.der)
      .digest('hex');
    expect(inspect(store).leaf.facts.sha256).toBe(sha256);
    expect(inspect(store, 'changeit').leaf.facts.sha256).toBe(sha256);
    expect(() => inspect(store, 'changed')).toThrow(refusal('PASSPHRASE_WRONG', 'material.passphrase'));
    const altered = store.with(60, (store[60] ?? 0) ^ 1);
    expect(() => inspect(altered, 'changeit')).toThrow(refusal('PASSPHRASE_WRONG', 'material.passphrase'));
  });

  it('of Java with a private key is refused with the command that converts it', () => {
    openssl(
      'pkcs12',
      '-export',
      '-inkey',
      'key.pem',
      '-in',
      'leaf.pem',
      '-passout',
      'pass:changeit',
      '-out',
      'key.p12',
    );
    const args = [
      '-importkeystore',
      '-srckeystore',
      'key.p12',
      '-srcstorepass',
      'changeit',
      '-destkeystore',
      'key.jks',
    ];
    execFileSync('keytool', [...args, '-deststoretype', 'JKS', '-deststorepass', 'changeit'], {
      cwd: folder,
      stdio: 'ignore',
    });
    expect(() => inspect(readFileSync(path('key.jks')), 'changeit')).toThrow(/keytool -importkeystore .*PKCS12/);
  });
});

it('OpenSSL’s TRUSTED CERTIFICATE is the certificate in it', async () => {
  const { certificatePem } = await createTestCa();
  const trusted = execFileSync('openssl', ['x509', '-trustout', '-addtrust', 'serverAuth', '-setalias', 'x'], {
    input: certificatePem,
  });
  expect(trusted.toString()).toContain('TRUSTED CERTIFICATE');
  const found = inspectMaterial({ kind: 'files', files: [{ name: 'a', content: trusted }] });
  const plain = inspectMaterial({ kind: 'paste', text: certificatePem });
  expect(found.leaf.facts.sha256).toBe(plain.leaf.facts.sha256);
});
