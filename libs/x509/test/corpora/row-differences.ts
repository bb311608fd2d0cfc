import { createHash } from 'node:crypto';
import { parseCertificate } from '../../src/certificate/parse-certificate.js';
import type { CertificateFacts } from '../../src/certificate/facts.js';
import type { FoundMaterial } from '../../src/formats/found-material.js';
import { readPemText } from '../../src/formats/pem-blocks.js';
import { RoundBudget } from '../../src/formats/pkcs12/round-budget.js';
import { readFile } from '../../src/formats/read-sources.js';
import { openKeys } from '../../src/intake/inspect-material.js';
import { defaultLimits } from '../../src/intake/material.js';
import { factsThatDiffer } from './certificate-differences.js';
import { contentOfRow, type CertificateTruth, type IndexRow } from './index-row.js';

/** What we make of a file otherwise than those who wrote the index; none when we agree. */
export function differencesOf(row: IndexRow): readonly string[] {
  switch (row.format) {
    case 'pem':
    case 'der':
    case 'pem-chain':
    case 'pem-cert+key':
      return certificateDifferences(row);
    case 'p12':
    case 'p7b':
    case 'der-p7b':
      return storeDifferences(row);
    case 'jks':
      return keystoreDifferences(row);
    case 'key':
    case 'der-key':
      return keyDifferences(row);
    default:
      return [];
  }
}

/** OpenSSL tells of the first certificate alone. Where it and pyca disagree, either verdict is right. */
function certificateDifferences(row: IndexRow): readonly string[] {
  const ours = certificatesIn(row);
  return (row.certs ?? []).flatMap((truth, index) => {
    const der = ours[index];
    const facts = der && factsOf(der);
    const isRead = truth.pyca_error === undefined && truth.sha256 !== undefined;
    const isDisputed = index === 0 && row.openssl?.ok !== isRead;
    if (facts === undefined) return isRead && !isDisputed ? ['refused'] : [];
    if (isRead) return factsThatDiffer(facts, truth);
    return isDisputed ? [] : ['read'];
  });
}

function certificatesIn(row: IndexRow): readonly Uint8Array[] {
  const content = contentOfRow(row);
  if (row.format === 'der') return [content];
  const { blocks } = readPemText(Buffer.from(content).toString('latin1'));
  return blocks.filter(({ label }) => label === 'CERTIFICATE' || label === 'X509 CERTIFICATE').map(({ body }) => body);
}

function factsOf(der: Uint8Array): CertificateFacts | undefined {
  try {
    return parseCertificate(der).facts;
  } catch {
    return undefined;
  }
}

function storeDifferences(row: IndexRow): readonly string[] {
  const wanted = (row.certs ?? []).flatMap(({ sha256 }: CertificateTruth) => sha256 ?? []);
  const found = foundIn(row, row.password);
  if (found === undefined) return row.openssl?.ok === true && wanted.length > 0 ? ['refused'] : [];
  const certificates = row.openssl?.n_certs ?? found.certificates.length;
  const keys = row.openssl?.n_keys ?? found.keys.length;
  return [
    // Of some stores the index has no certificates, since the other reader refuses one of them.
    ...(wanted.length === 0 ? [] : setDifference(found, wanted)),
    ...(found.certificates.length === certificates
      ? []
      : [`certificates: ${found.certificates.length} ≠ ${certificates}`]),
    ...(found.keys.length === keys ? [] : [`private keys: ${found.keys.length} ≠ ${keys}`]),
  ];
}

function keystoreDifferences(row: IndexRow): readonly string[] {
  const found = foundIn(row, row.password);
  if (found === undefined) return row.keytool?.ok === true ? ['refused'] : [];
  return row.keytool?.ok === true ? setDifference(found, row.keytool.cert_sha256 ?? []) : ['read'];
}

function setDifference(found: FoundMaterial, wanted: readonly string[]): readonly string[] {
  const ours = found.certificates.map(({ der }) => createHash('sha256').update(der).digest('hex'));
  const isSame = JSON.stringify(ours.toSorted()) === JSON.stringify([...wanted].sort());
  return isSame ? [] : [`certificates: ${ours.length} ≠ ${wanted.length}`];
}

function keyDifferences(row: IndexRow): readonly string[] {
  const password = row.key?.password ?? 'x';
  const theirs = row.key?.ok ?? row.openssl?.ok;
  const spki = publicKeyOf(row, password);
  if (spki === undefined) return theirs === true ? ['refused'] : [];
  if (theirs !== true) return ['read'];
  const wanted = row.key?.spki_sha256;
  return wanted === undefined || wanted === spki ? [] : [`public key: ${spki} ≠ ${wanted}`];
}

function publicKeyOf(row: IndexRow, password: string): string | undefined {
  try {
    const found = foundIn(row, password);
    const [key] = found === undefined ? [] : openKeys(found, password, budget());
    return key && createHash('sha256').update(key.spki).digest('hex');
  } catch {
    return undefined;
  }
}

function foundIn(row: IndexRow, password: string | undefined): FoundMaterial | undefined {
  try {
    return readFile({ name: row.file, content: contentOfRow(row) }, password, budget());
  } catch {
    return undefined;
  }
}

function budget(): RoundBudget {
  return new RoundBudget(defaultLimits.derivationRounds);
}
