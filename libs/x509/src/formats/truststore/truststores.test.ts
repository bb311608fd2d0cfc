import { createTestCa } from '@certkeep/testing';
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pemCertificates } from '../pem-blocks.js';
import { readJavaKeystore } from '../java-keystore.js';
import { readPkcs12 } from '../pkcs12/read-pkcs12.js';
import { RoundBudget } from '../pkcs12/round-budget.js';
import type { TruststoreEntry } from './truststore-entry.js';
import { writeJksTruststore } from './write-jks-truststore.js';
import { writePemTruststore } from './write-pem-truststore.js';
import { writePkcs12Truststore } from './write-pkcs12-truststore.js';
import { writeZipTruststore } from './write-zip-truststore.js';

const aliases = ['Root CA', 'Wurzel Ä', '根証明書', 'key 🔑', 'root ca', 'ROOT CA', ''];

describe('a truststore', { timeout: 60_000 }, () => {
  let folder: string;
  let entries: readonly TruststoreEntry[];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'certkeep-truststores-'));
    const authorities = await Promise.all(aliases.map(() => createTestCa()));
    entries = authorities.map(({ certificatePem }, index) => ({
      alias: aliases[index] ?? '',
      der: pemCertificates(certificatePem)[0] ?? new Uint8Array(),
    }));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const fingerprintOf = (der: Uint8Array) => new X509Certificate(der).fingerprint256;
  const stored = (name: string, content: Uint8Array) => {
    writeFileSync(join(folder, name), content);
    return name;
  };
  const run = (program: string, ...args: string[]) => {
    const env = { ...process.env, LC_ALL: 'C.UTF-8' };
    return execFileSync(program, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] }).toString();
  };
  /** What Java's keytool lists: alias to kind and SHA-256. */
  const listed = (file: string, password: string) => {
    const english = ['-J-Duser.language=en', '-J-Dfile.encoding=UTF-8', '-J-Dsun.stdout.encoding=UTF-8'];
    const text = run('keytool', ...english, '-list', '-v', '-keystore', file, '-storepass', password);
    return text
      .split('Alias name: ')
      .slice(1)
      .map((entry) => ({
        alias: entry.slice(0, entry.indexOf('\n')),
        kind: /Entry type: (\w+)/.exec(entry)?.[1],
        sha256: /SHA256: ([0-9A-F:]+)/.exec(entry)?.[1],
      }))
      .toSorted((one, other) => (one.alias < other.alias ? -1 : 1));
  };
  const expectedInJava = () => {
    const [root, umlaut, kanji, key, lower, upper, nameless] = entries.map(({ der }) => fingerprintOf(der));
    return [
      { alias: nameless?.replaceAll(':', '').toLowerCase() ?? '', sha256: nameless },
      { alias: 'root ca', sha256: upper },
      { alias: 'root ca (2)', sha256: root },
      { alias: 'root ca (3)', sha256: lower },
      { alias: 'wurzel ä', sha256: umlaut },
      { alias: '根証明書', sha256: kanji },
      { alias: 'key 🔑', sha256: key },
    ]
      .map((entry) => ({ ...entry, kind: 'trustedCertEntry' }))
      .toSorted((one, other) => (one.alias < other.alias ? -1 : 1));
  };

  it('in PKCS#12 is listed by Java with every alias', async () => {
    const file = stored('trust.p12', await writePkcs12Truststore(entries, 'changeit'));
    expect(listed(file, 'changeit')).toEqual(expectedInJava());
    expect(() => listed(file, 'another')).toThrow();
  });

  it('in PKCS#12 is closed as OpenSSL and Java close it today', async () => {
    const file = stored('trust.p12', await writePkcs12Truststore(entries, 'changeit'));
    const pem = run('openssl', 'pkcs12', '-in', file, '-nokeys', '-passin', 'pass:changeit');
    expect(pemCertificates(pem).map(fingerprintOf).toSorted()).toEqual(
      entries.map(({ der }) => fingerprintOf(der)).toSorted(),
    );
    expect(pem).toContain('friendlyName: Root CA');
    const shape = run('sh', '-c', `openssl pkcs12 -in ${file} -noout -info -passin pass:changeit 2>&1`);
    expect(shape).toMatch(/MAC: sha256, Iteration 10000/);
    expect(shape).toMatch(/PBES2, PBKDF2, AES-256-CBC, Iteration 10000, PRF hmacWithSHA256/);
    expect(() => run('openssl', 'pkcs12', '-in', file, '-nokeys', '-passin', 'pass:another')).toThrow(
      /invalid password/,
    );
  });

  it('in PKCS#12 with no password is open to Java and OpenSSL', async () => {
    const file = stored('open.p12', await writePkcs12Truststore(entries, ''));
    expect(listed(file, '')).toEqual(expectedInJava());
    expect(pemCertificates(run('openssl', 'pkcs12', '-in', file, '-nokeys', '-passin', 'pass:'))).toHaveLength(
      entries.length,
    );
  });

  it('in PKCS#12 is read back here as it was', async () => {
    for (const password of ['changeit', 'gehéim', '']) {
      const store = await writePkcs12Truststore(entries, password);
      const { certificates, keys } = readPkcs12(store, password, new RoundBudget(20_000));
      expect(keys).toEqual([]);
      expect(certificates.map(({ alias }) => alias)).toContain('key 🔑');
      expect(certificates.map(({ der }) => fingerprintOf(der)).toSorted()).toEqual(
        entries.map(({ der }) => fingerprintOf(der)).toSorted(),
      );
    }
  });

  it('in JKS is listed by Java with every alias', () => {
    const file = stored('trust.jks', writeJksTruststore(entries, 'gehéim'));
    expect(listed(file, 'gehéim')).toEqual(expectedInJava());
    expect(() => listed(file, 'another')).toThrow();
  });

  it('in JKS is read back here as it was', () => {
    const read = readJavaKeystore(writeJksTruststore(entries, 'changeit'), 'changeit').entries;
    expect(read.map(({ alias, certificates }) => [alias, certificates.map(fingerprintOf)]).toSorted()).toEqual(
      expectedInJava()
        .map(({ alias, sha256 }) => [alias, [sha256]])
        .toSorted(),
    );
  });

  it('in PEM is read by OpenSSL and Java, and says each alias in a line of its own', () => {
    const hostile = [
      ...entries,
      { alias: '-----BEGIN CERTIFICATE-----\n\u202eAAAA', der: entries[0]?.der ?? new Uint8Array() },
    ];
    const pem = writePemTruststore(hostile);
    const file = stored('trust.pem', pem);
    const text = Buffer.from(pem).toString();
    expect(text).toContain('\n# Wurzel Ä\n-----BEGIN');
    expect(text).toContain('# -BEGIN CERTIFICATE- AAAA\n');
    expect(pemCertificates(text)).toHaveLength(hostile.length);
    expect(run('keytool', '-J-Duser.language=en', '-printcert', '-file', file).match(/SHA256: /g)).toHaveLength(
      hostile.length,
    );
    expect(run('openssl', 'storeutl', '-noout', '-certs', file)).toContain(`Total found: ${hostile.length}`);
  });

  it('in a ZIP is one file for each certificate', () => {
    const file = stored('trust.zip', writeZipTruststore(entries));
    run('unzip', '-q', file, '-d', 'unzipped');
    const names = readdirSync(join(folder, 'unzipped'));
    expect(names.toSorted()).toEqual([
      'ROOT CA.cer',
      'Root CA (2).cer',
      'Wurzel Ä.cer',
      'certificate.cer',
      'key 🔑.cer',
      'root ca (3).cer',
      '根証明書.cer',
    ]);
    const files = names.map((name) => readFileSync(join(folder, 'unzipped', name)));
    expect(files.map(fingerprintOf).toSorted()).toEqual(entries.map(({ der }) => fingerprintOf(der)).toSorted());
  });

  it('is the same bytes for the same entries, in whatever order they come, and others for others', async () => {
    const other = entries.toReversed();
    const fewer = entries.slice(1);
    expect(await writePkcs12Truststore(other, 'x')).toEqual(await writePkcs12Truststore(entries, 'x'));
    expect(await writePkcs12Truststore(other, 'x')).not.toEqual(await writePkcs12Truststore(entries, 'y'));
    expect(writeJksTruststore(other, 'x')).toEqual(writeJksTruststore(entries, 'x'));
    expect(writePemTruststore(other)).toEqual(writePemTruststore(entries));
    expect(writeZipTruststore(other)).toEqual(writeZipTruststore(entries));
    const ivOf = (store: Uint8Array) => Buffer.from(store.subarray(0, 200)).toString('hex').slice(-120);
    expect(ivOf(await writePkcs12Truststore(fewer, 'x'))).not.toBe(ivOf(await writePkcs12Truststore(entries, 'x')));
  });

  it('of nothing is still one', async () => {
    expect(listed(stored('empty.p12', await writePkcs12Truststore([], 'changeit')), 'changeit')).toEqual([]);
    expect(listed(stored('empty.jks', writeJksTruststore([], 'changeit')), 'changeit')).toEqual([]);
    expect(writePemTruststore([])).toHaveLength(0);
  });
});
