import { createTestCa, type IssuedCertificate, type TestCa } from '@certkeep/testing';
import { zipSync } from 'fflate';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pemCertificates } from '../formats/pem-blocks.js';
import { writeJksTruststore } from '../formats/truststore/write-jks-truststore.js';
import { writePemTruststore } from '../formats/truststore/write-pem-truststore.js';
import { writePkcs12Truststore } from '../formats/truststore/write-pkcs12-truststore.js';
import { writeZipTruststore } from '../formats/truststore/write-zip-truststore.js';
import { MaterialPool } from '../worker/material-pool.js';
import { defaultTrustLimits, readTrustedEntries, type TrustedEntry, type TrustLimits } from './trusted-entries.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const refusal = (reason: string) => expect.objectContaining({ reason }) as Error;
const limits = (changed: Partial<TrustLimits>) => ({ ...defaultTrustLimits, ...changed });
/** Name to alias, or to the reason of what is wrong. */
const outline = (entries: readonly TrustedEntry[]) =>
  entries.map((entry) => [entry.name, entry.kind === 'certificate' ? entry.alias : entry.problem.reason]);
const unreadable = 'MATERIAL_UNREADABLE';

describe('what is brought to be trusted', { timeout: 60_000 }, () => {
  let folder: string;
  let one: TestCa;
  let other: TestCa;
  let leaf: IssuedCertificate;
  let ders: readonly Uint8Array[];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'certkeep-trusted-'));
    [one, other] = await Promise.all([createTestCa(), createTestCa()]);
    leaf = await one.issue({ commonName: 'api.example.org' });
    ders = [one, other].flatMap(({ certificatePem }) => pemCertificates(certificatePem));
    writeFileSync(join(folder, 'leaf.pem'), leaf.certificatePem);
    writeFileSync(join(folder, 'key.pem'), leaf.privateKeyPem);
    writeFileSync(join(folder, 'one.pem'), one.certificatePem);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const openssl = (...args: string[]) =>
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
  const file = (name: string, content: Uint8Array | string) => ({
    name,
    content: typeof content === 'string' ? bytes(content) : content,
  });
  const read = (files: readonly ReturnType<typeof file>[], passphrase?: string, within = defaultTrustLimits) =>
    readTrustedEntries({ kind: 'files', files, ...(passphrase === undefined ? {} : { passphrase }) }, within);
  const derOf = (index: number) => ders[index] ?? new Uint8Array();
  const entries = () => [
    { alias: 'one', der: derOf(0) },
    { alias: 'wurzel ä', der: derOf(1) },
  ];
  const zipped = (files: Record<string, Uint8Array>) => file('all.zip', zipSync(files));

  it.each<[string, (e: ReturnType<typeof entries>) => Uint8Array | Promise<Uint8Array>]>([
    ['a PEM bundle', (all) => writePemTruststore(all)],
    ['a PKCS#12 store', (all) => writePkcs12Truststore(all, 'changeit')],
    ['a JKS store', (all) => writeJksTruststore(all, 'changeit')],
    ['a ZIP', (all) => writeZipTruststore(all)],
  ])('comes out of %s as it went in', async (_what, write) => {
    const found = read([file('brought', await write(entries()))], 'changeit');
    expect(
      found.map((entry) => (entry.kind === 'certificate' ? [entry.alias, Buffer.from(entry.certificate.der)] : entry)),
    ).toEqual(entries().map(({ alias, der }) => [alias, Buffer.from(der)]));
  });

  it('is named by its file where nothing else names it', () => {
    const bundle = openssl('crl2pkcs7', '-nocrl', '-certfile', 'one.pem', '-certfile', 'leaf.pem');
    expect(outline(read([file('roots/one.cer', derOf(0))]))).toEqual([['roots/one.cer', 'one']]);
    expect(outline(read([file('chain.p7b', bundle)]))).toEqual([
      ['chain.p7b #1', undefined],
      ['chain.p7b #2', undefined],
    ]);
    expect(outline(readTrustedEntries({ kind: 'paste', text: one.certificatePem + other.certificatePem }))).toEqual([
      ['#1', undefined],
      ['#2', undefined],
    ]);
  });

  it('has a verdict for each entry of a bundle, and one that is bad stops none', () => {
    const damaged = '-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n';
    const request = '-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----\n';
    const cut = '-----BEGIN CERTIFICATE-----\nMIIB';
    const parameters = '-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n';
    const bundle = [
      '# good\n',
      one.certificatePem,
      '# bad\n',
      damaged,
      parameters,
      leaf.privateKeyPem,
      request,
      '# too\n',
      other.certificatePem,
      cut,
    ].join('');
    expect(outline(read([file('bundle.pem', bundle)]))).toEqual([
      ['good', 'good'],
      ['bad', unreadable],
      ['bundle.pem #3', unreadable],
      ['bundle.pem #4', unreadable],
      ['too', 'too'],
      ['bundle.pem #6', unreadable],
    ]);
  });

  it('is taken from a store beside a private key, but for the certificate of that key', () => {
    const parts = ['-inkey', 'key.pem', '-in', 'leaf.pem', '-certfile', 'one.pem', '-name', 'mine'];
    const store = openssl('pkcs12', '-export', ...parts, '-caname', 'root', '-passout', 'pass:changeit');
    expect(outline(read([file('store.p12', store)], 'changeit'))).toEqual([
      ['mine', unreadable],
      ['root', 'root'],
    ]);
    writeFileSync(join(folder, 'store.p12'), store);
    const convert = ['-importkeystore', '-srckeystore', 'store.p12', '-srcstorepass', 'changeit'];
    const to = ['-destkeystore', 'store.jks', '-deststoretype', 'JKS', '-deststorepass', 'changeit'];
    execFileSync('keytool', [...convert, ...to, '-srcalias', 'mine'], { cwd: folder, stdio: 'ignore' });
    const javaStore = file('store.jks', readFileSync(join(folder, 'store.jks')));
    expect(outline(read([javaStore], 'changeit'))).toEqual([['mine', unreadable]]);
  });

  it('is refused as a whole when its only file can’t be opened', async () => {
    const store = file('trust.p12', await writePkcs12Truststore(entries(), 'changeit'));
    expect(() => read([store])).toThrow(refusal('PASSPHRASE_REQUIRED'));
    expect(() => read([store], 'another')).toThrow(refusal('PASSPHRASE_WRONG'));
    expect(() => read([file('trust.jks', writeJksTruststore(entries(), 'changeit'))], 'another')).toThrow(
      refusal('PASSPHRASE_WRONG'),
    );
    expect(() => read([file('a.txt', 'nothing')])).toThrow(refusal('MATERIAL_UNREADABLE'));
    expect(() => read([zipped({})])).toThrow(refusal('NO_CERTIFICATE'));
    expect(() => read([])).toThrow(refusal('NO_CERTIFICATE'));
    expect(() => read([file('all.zip', zipSync({ a: bytes('a') }).subarray(0, -1))])).toThrow(/damaged ZIP/);
  });

  it('has a verdict for each of several files, and one that is bad stops none', async () => {
    const store = file('trust.p12', await writePkcs12Truststore(entries(), 'another'));
    expect(outline(read([store, file('one.cer', derOf(0)), file('a.txt', 'nothing')], 'changeit'))).toEqual([
      ['trust.p12', 'PASSPHRASE_WRONG'],
      ['one.cer', 'one'],
      ['a.txt', unreadable],
    ]);
  });

  it('has a verdict for each file of a ZIP, and one that is bad stops none', async () => {
    const zip = zipped({
      'roots/one.cer': derOf(0),
      'roots/': new Uint8Array(),
      '.DS_Store': bytes('x'),
      '__MACOSX/._one.cer': bytes('x'),
      'both.pem': writePemTruststore(entries()),
      'store.p12': await writePkcs12Truststore(entries().slice(1), 'changeit'),
      'README.txt': bytes('These are our roots.'),
      'inner.zip': zipSync({ 'one.cer': derOf(0) }),
      '../../escaped.cer': derOf(0),
    });
    expect(outline(read([zip], 'changeit'))).toEqual([
      ['roots/one.cer', 'one'],
      ['both.pem: one', 'one'],
      ['both.pem: wurzel ä', 'wurzel ä'],
      ['wurzel ä', 'wurzel ä'],
      ['README.txt', unreadable],
      ['inner.zip', unreadable],
      ['../../escaped.cer', unreadable],
    ]);
  });

  it('is not read where a ZIP is encrypted', () => {
    writeFileSync(join(folder, 'one.cer'), derOf(0));
    execFileSync('zip', ['-q', '-P', 'secret', 'secret.zip', 'one.cer'], { cwd: folder });
    const [entry] = read([file('secret.zip', readFileSync(join(folder, 'secret.zip')))]);
    expect(entry?.kind === 'problem' && entry.problem.message).toMatch(/encrypted/);
  });

  it('is counted and measured before it is unpacked', () => {
    const bomb = zipped({ 'a.cer': new Uint8Array(100_000), 'b.cer': new Uint8Array(100_000) });
    expect(bomb.content.length).toBeLessThan(1000);
    expect(() => read([bomb], undefined, limits({ bytes: 199_999 }))).toThrow(refusal('TOO_LARGE'));
    expect(outline(read([bomb, bomb], undefined, limits({ bytes: 399_999 }))).slice(-1)).toEqual([
      ['all.zip', 'TOO_LARGE'],
    ]);
    expect(() => read([bomb], undefined, limits({ certificates: 1 }))).toThrow(refusal('TOO_LARGE'));
  });

  it('has no more entries and bytes than the limits say', () => {
    const bundle = file('bundle.pem', writePemTruststore(entries()));
    expect(read([bundle], undefined, limits({ certificates: 2 }))).toHaveLength(2);
    expect(() => read([bundle], undefined, limits({ certificates: 1 }))).toThrow(refusal('TOO_LARGE'));
    expect(() => read([bundle], undefined, limits({ bytes: bundle.content.length - 1 }))).toThrow(refusal('TOO_LARGE'));
    expect(outline(read([bundle], undefined, limits({ certificateBytes: 10 })))).toEqual([
      ['one', 'TOO_LARGE'],
      ['wurzel ä', 'TOO_LARGE'],
    ]);
  });

  it('is understood in a worker as it is without one, twenty thousand of them', async () => {
    const pool = new MaterialPool();
    const many = Array.from({ length: 20_000 }, (_, index) => ({ alias: `authority ${index}`, der: derOf(index % 2) }));
    const brought = {
      kind: 'files',
      files: [file('trust.p12', await writePkcs12Truststore(many, 'changeit'))],
      passphrase: 'changeit',
    } as const;
    const told: number[] = [];
    const found = await pool.trustedEntries(brought, { tell: ({ done, total }) => told.push(done, total) });
    expect(told.slice(0, 2)).toEqual([100, 20_000]);
    const stopping = new AbortController();
    const stop = () => {
      stopping.abort('enough');
    };
    const bundle = { kind: 'files', files: [file('bundle.pem', writePemTruststore(many))] } as const;
    await expect(pool.trustedEntries(bundle, { signal: stopping.signal, tell: stop })).rejects.toBe('enough');
    expect(found).toHaveLength(20_000);
    expect(found.every(({ kind }) => kind === 'certificate')).toBe(true);
    await expect(pool.trustedEntries({ kind: 'paste', text: 'nothing' })).rejects.toThrow(refusal(unreadable));
    await pool.close();
  });
});
