import { DomainError } from '@certkeep/domain';
import type { ParsedCertificate } from '../certificate/facts.js';
import { parseCertificate } from '../certificate/parse-certificate.js';
import { orderChain } from '../chain/chain-order.js';
import { findLeaf } from '../chain/find-leaf.js';
import type { FoundCertificate, FoundMaterial } from '../formats/found-material.js';
import { RoundBudget } from '../formats/pkcs12/round-budget.js';
import { readSources } from '../formats/read-sources.js';
import { readPrivateKey, type OpenedKey } from '../key/read-private-key.js';
import { materialField, refusal } from './intake-errors.js';
import { intakeWarnings } from './intake-warnings.js';
import { defaultLimits, type Inspection, type IntakeLimits, type MaterialInput } from './material.js';

/**
 * Understands what somebody brings: opens stores, finds the leaf, puts the chain in order, matches the private key.
 * Judges nothing. Takes as long as the bytes make it take: strangers' bytes belong into a worker.
 * @throws DomainError MATERIAL_UNREADABLE, NO_CERTIFICATE, KEY_MISMATCH, PASSPHRASE_REQUIRED, PASSPHRASE_WRONG,
 * ENCODING_MISMATCH, TOO_LARGE, CHAIN_BROKEN
 */
export function inspectMaterial(input: MaterialInput, limits: IntakeLimits = defaultLimits): Inspection {
  return refusingWhatThrows(() => {
    if (input.kind === 'presented') return inspectPresented(input.certificates, limits);
    const budget = new RoundBudget(limits.derivationRounds);
    const found = readSources(input, limits, budget);
    if (found.certificates.length === 0) throw keyAlone();
    const { certificates, duplicates } = parseAll(found.certificates, limits);
    const key = oneKey(openKeys(found, input.passphrase, budget));
    const leaf = findLeaf(certificates, key?.spki);
    return assembled({ leaf, certificates, duplicates, key, sources: found.sources });
  });
}

function inspectPresented(presented: readonly Uint8Array[], limits: IntakeLimits): Inspection {
  const found = presented.map((der) => ({ origin: 'the answer of the server', der }));
  const { certificates, duplicates } = parseAll(found, limits);
  const [leaf] = certificates;
  if (leaf === undefined) throw refusal('NO_CERTIFICATE', 'The server presents no certificate.');
  return assembled({ leaf, certificates, duplicates, key: undefined, sources: [] });
}

/** Readers throw whatever they like at crafted bytes; whoever sent those gets a refusal. */
export function refusingWhatThrows<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw new DomainError(
      'MATERIAL_UNREADABLE',
      'The material is damaged, or of a kind that is not known here. Choose or copy it again.',
      { field: materialField, cause: error },
    );
  }
}

function assembled({
  leaf,
  certificates,
  duplicates,
  key,
  sources,
}: {
  readonly leaf: ParsedCertificate;
  readonly certificates: readonly ParsedCertificate[];
  /** How many were there more than once. */
  readonly duplicates: number;
  readonly key: OpenedKey | undefined;
  readonly sources: Inspection['sources'];
}): Inspection {
  const ordered = orderChain(
    leaf,
    certificates.filter((certificate) => certificate !== leaf),
  );
  return {
    leaf,
    chain: ordered.chain,
    privateKey: key && { pkcs8: key.pkcs8, facts: key.facts, wasEncrypted: key.wasEncrypted },
    warnings: intakeWarnings({ leaf, ordered, duplicates, hasKey: key !== undefined }),
    sources,
  };
}

/** @throws DomainError TOO_LARGE, MATERIAL_UNREADABLE */
export function parseAll(found: readonly FoundCertificate[], limits: IntakeLimits) {
  if (found.length > limits.certificates) {
    throw refusal(
      'TOO_LARGE',
      `There are ${found.length} certificates here, and a chain may have ${limits.certificates}. Leave out those that are not needed.`,
      { limit: 'chain_certificates', limit_value: String(limits.certificates) },
    );
  }
  const byFingerprint = new Map<string, ParsedCertificate>();
  for (const { origin, der } of found) {
    refuseTooLarge(der, origin, limits);
    const certificate = parsed(der, origin);
    if (!byFingerprint.has(certificate.facts.sha256)) byFingerprint.set(certificate.facts.sha256, certificate);
  }
  return { certificates: [...byFingerprint.values()], duplicates: found.length - byFingerprint.size };
}

/** Every private key of the material, each once. @throws DomainError as {@link readPrivateKey}, TOO_LARGE */
export function openKeys(
  { keys }: Pick<FoundMaterial, 'keys'>,
  passphrase: string | undefined,
  budget: RoundBudget,
): readonly OpenedKey[] {
  const bySpki = new Map<string, OpenedKey>();
  for (const key of keys) {
    const opened = readPrivateKey(key, passphrase, budget);
    bySpki.set(Buffer.from(opened.spki).toString('base64'), opened);
  }
  return [...bySpki.values()];
}

function keyAlone(): Error {
  return refusal(
    'NO_CERTIFICATE',
    'There is a private key here and no certificate. Add the certificate that belongs to it.',
  );
}

/** @throws DomainError TOO_LARGE */
export function refuseTooLarge(
  der: Uint8Array,
  origin: string,
  { certificateBytes }: Pick<IntakeLimits, 'certificateBytes'>,
): void {
  if (der.length <= certificateBytes) return;
  throw refusal(
    'TOO_LARGE',
    `A certificate in ${origin} has ${der.length.toLocaleString('en')} bytes, and one may have ${certificateBytes.toLocaleString('en')}. Ask for one with fewer names.`,
    { limit: 'certificate_bytes', limit_value: String(certificateBytes), size: String(der.length) },
  );
}

/** @throws DomainError MATERIAL_UNREADABLE */
export function parsed(der: Uint8Array, origin: string): ParsedCertificate {
  try {
    return parseCertificate(der);
  } catch {
    throw refusal(
      'MATERIAL_UNREADABLE',
      `What ${origin} holds is not a certificate, or a damaged one. Choose or copy it again.`,
    );
  }
}

function oneKey(keys: readonly OpenedKey[]): OpenedKey | undefined {
  if (keys.length <= 1) return keys[0];
  throw refusal(
    'KEY_MISMATCH',
    `There are ${keys.length} private keys here. Leave the one that belongs to the certificate, or create several certificates at once.`,
  );
}
