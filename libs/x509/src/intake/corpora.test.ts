import { DomainError } from '@certkeep/domain';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { CertificateFacts } from '../certificate/facts.js';
import { inspectMaterial } from './inspect-material.js';
import { parseCertificate } from '../certificate/parse-certificate.js';
import { readPemText } from '../formats/pem-blocks.js';

const corpora = join(import.meta.dirname, '../../../../../shared/corpora');
const present = existsSync(join(corpora, 'certificates/index.json'));
const skipped = present ? '' : ' (skipped: ../shared/corpora is not here)';

/** A row of index.json: a file, and what pyca/cryptography reads in it. */
interface Row {
  readonly file: string;
  readonly format: string;
  readonly certs?: readonly Truth[];
}

interface Truth {
  readonly pyca_error?: string;
  readonly subject?: string | null;
  readonly sha256?: string;
  readonly sha1?: string;
  readonly version?: number;
  readonly not_before?: string | null;
  readonly not_after?: string | null;
  readonly san?: { readonly dns: string[]; readonly ip: string[]; readonly uri: string[]; readonly n: number } | null;
}

/** Read by pyca, which looks into extensions when it is asked for them, and refused here: why. */
const refusedHere: Readonly<Record<string, string>> = {
  'badssl/certs/sets/prod/pregen/chain/subdomain-10000-sans.pem': 'more than 10,000 elements',
  'boringssl/crypto/x509/test/invalid_extension_leaf_authority_key_identifier.pem': 'an extension is no DER',
  'boringssl/crypto/x509/test/invalid_extension_leaf_basic_constraints.pem': 'an extension is no DER',
  'boringssl/crypto/x509/test/invalid_extension_leaf_ext_key_usage.pem': 'an extension is no DER',
  'boringssl/crypto/x509/test/invalid_extension_leaf_key_usage.pem': 'an extension is no DER',
  'boringssl/crypto/x509/test/invalid_extension_leaf_subject_alt_name.pem': 'an extension is no DER',
  'boringssl/crypto/x509/test/invalid_extension_leaf_subject_key_identifier.pem': 'an extension is no DER',
  'ct-go/x509/testdata/invalid/xf-ext-extended-key-usage-empty.pem': 'an extension is empty',
  'zcrypto/x509/testdata/parsecert10-tag.pem': 'an extension has another type inside',
  'zlint/v3/testdata/SANEDIParty.pem': 'a name of the kind ediPartyName',
};

it.skipIf(!present)(
  `facts agree with another reader's, for every certificate in PEM or DER that both read${skipped}`,
  { timeout: 120_000 },
  () => {
    const rows = JSON.parse(readFileSync(join(corpora, 'certificates/index.json'), 'utf8')) as readonly Row[];
    const seen = new Set<string>();
    const refused: string[] = [];
    const differences: unknown[] = [];
    for (const row of rows.filter(({ format }) => ['pem', 'der', 'pem-chain', 'pem-cert+key'].includes(format))) {
      for (const [index, truth] of (row.certs ?? []).entries()) {
        if (truth.pyca_error !== undefined || truth.sha256 === undefined || seen.has(truth.sha256)) continue;
        seen.add(truth.sha256);
        const facts = factsOf(certificatesOf(row)[index]);
        if (facts === undefined) refused.push(row.file);
        else differences.push(...differencesOf(row, facts, truth));
      }
    }
    expect(seen.size).toBeGreaterThan(1000);
    expect(differences).toEqual([]);
    expect(refused.sort()).toEqual(Object.keys(refusedHere).sort());
  },
);

it.skipIf(!present)(
  `broken certificates and keys are refused or read, and no more${skipped}`,
  { timeout: 120_000 },
  () => {
    const folder = join(corpora, 'mutations');
    for (const name of readdirSync(folder)) {
      const content = new Uint8Array(readFileSync(join(folder, name)));
      try {
        inspectMaterial({ kind: 'files', files: [{ name, content }] });
      } catch (error) {
        expect(error, name).toBeInstanceOf(DomainError);
      }
    }
  },
);

function certificatesOf({ file, format }: Row): readonly Uint8Array[] {
  const content = readFileSync(join(corpora, 'certificates', file));
  if (format === 'der') return [content];
  const { blocks } = readPemText(content.toString('latin1'));
  return blocks.filter(({ label }) => label === 'CERTIFICATE' || label === 'X509 CERTIFICATE').map(({ body }) => body);
}

function factsOf(der: Uint8Array | undefined): CertificateFacts | undefined {
  try {
    return der && parseCertificate(der).facts;
  } catch {
    return undefined;
  }
}

function differencesOf({ file }: Row, facts: CertificateFacts, truth: Truth): readonly unknown[] {
  const names = (kind: string) =>
    facts.subjectAlternativeNames.filter((name) => name.kind === kind).map(({ value }) => value);
  const seconds = (time: Date) => time.toISOString().replace('.000Z', 'Z');
  const compared: readonly (readonly [fact: string, ours: unknown, theirs: unknown])[] = [
    ['sha256', facts.sha256, truth.sha256],
    ['sha1', facts.sha1, truth.sha1],
    ['version', facts.version, truth.version],
    ['not before', seconds(facts.notBefore), truth.not_before ?? undefined],
    ['not after', seconds(facts.notAfter), truth.not_after ?? undefined],
    [
      'has a subject',
      facts.subject !== '',
      truth.subject === undefined || truth.subject === null ? undefined : truth.subject !== '',
    ],
    ['DNS names', names('DNS'), truth.san?.dns],
    ['IP addresses', names('IP'), truth.san?.ip],
    ['URIs', names('URI'), truth.san?.uri],
    ['number of names', facts.subjectAlternativeNames.length, truth.san?.n],
  ];
  return compared
    .filter(([, ours, theirs]) => theirs !== undefined && JSON.stringify(ours) !== JSON.stringify(theirs))
    .map((difference) => [file, ...difference]);
}
