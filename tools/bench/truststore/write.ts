import {
  writeJksTruststore,
  writePemTruststore,
  writePkcs12Truststore,
  writeZipTruststore,
  type TruststoreEntry,
} from '@certkeep/x509';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { durationOf, medianDuration } from './duration.ts';
import { manyCertificates } from './many-certificates.ts';
import type { Part } from './part.ts';

const password = 'changeit';

/**
 * Writing a truststore, beside what an operator has for it. `keytool -importcert` takes one certificate a command and
 * rewrites the store each time: a sample is imported into an empty store, and the rest reckoned from it, which favours
 * keytool. `keytool -importkeystore` gets all of them at once, from a JKS that we wrote. `openssl pkcs12 -export` gets
 * them as one PEM; OpenSSL 3.0 writes no aliases and nothing that makes Java trust them.
 */
export const write: Part = async ({ entries: count, rounds, sample }) => {
  const entries = await manyCertificates(count);
  const folder = mkdtempSync(join(tmpdir(), 'certkeep-bench-truststore-'));
  try {
    const pkcs12 = await medianDuration(rounds, () => writePkcs12Truststore(entries, password));
    const jks = await medianDuration(rounds, () => writeJksTruststore(entries, password));
    const pem = await medianDuration(rounds, () => writePemTruststore(entries));
    const zip = await medianDuration(rounds, () => writeZipTruststore(entries));
    const theirs = await others(entries, folder, sample);
    return [
      { name: 'Certkeep, PKCS#12', milliseconds: pkcs12 },
      { name: 'Certkeep, JKS', milliseconds: jks },
      { name: 'Certkeep, PEM', milliseconds: pem },
      { name: 'Certkeep, ZIP', milliseconds: zip },
      { name: 'keytool -importkeystore, JKS to PKCS#12', milliseconds: theirs.bulkPkcs12, beside: pkcs12 },
      { name: 'keytool -importkeystore, PKCS#12 to JKS', milliseconds: theirs.bulkJks, beside: jks },
      { name: `keytool -importcert, by ${sample} of them`, milliseconds: theirs.oneByOne, beside: pkcs12 },
      { name: 'openssl pkcs12 -export -nokeys', milliseconds: theirs.openssl, beside: pkcs12 },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
};

async function others(entries: readonly TruststoreEntry[], folder: string, sample: number) {
  const run = (program: string, ...args: readonly string[]) =>
    execFileSync(program, args, { cwd: folder, stdio: 'ignore' });
  writeFileSync(join(folder, 'all.jks'), writeJksTruststore(entries, password));
  writeFileSync(join(folder, 'all.p12'), await writePkcs12Truststore(entries, password));
  writeFileSync(join(folder, 'all.pem'), writePemTruststore(entries));
  const convert = (from: string, to: string, type: string) => {
    const source = ['-srckeystore', from, '-srcstorepass', password];
    const destination = ['-destkeystore', to, '-deststoretype', type, '-deststorepass', password];
    run('keytool', '-importkeystore', '-noprompt', ...source, ...destination);
  };
  const bulkPkcs12 = await durationOf(() => {
    convert('all.jks', 'converted.p12', 'PKCS12');
  });
  const bulkJks = await durationOf(() => {
    convert('all.p12', 'converted.jks', 'JKS');
  });
  const sampled = entries.slice(0, sample);
  const inSample = await durationOf(() => {
    for (const { alias, der } of sampled) {
      writeFileSync(join(folder, 'one.cer'), der);
      const store = ['-keystore', 'sample.p12', '-storetype', 'PKCS12', '-storepass', password];
      run('keytool', '-importcert', '-noprompt', '-alias', alias, '-file', 'one.cer', ...store);
    }
  });
  const openssl = await durationOf(() =>
    run(
      'openssl',
      'pkcs12',
      '-export',
      '-nokeys',
      '-in',
      'all.pem',
      '-out',
      'openssl.p12',
      '-passout',
      `pass:${password}`,
    ),
  );
  return { bulkPkcs12, bulkJks, oneByOne: (inSample / sampled.length) * entries.length, openssl };
}
