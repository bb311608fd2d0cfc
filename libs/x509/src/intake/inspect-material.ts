import { DomainError } from '@certkeep/domain';
import { orderChain } from '../chain/chain-order.js';
import type { ParsedCertificate } from '../certificate/facts.js';
import { findLeaf } from '../chain/find-leaf.js';
import type { FoundMaterial } from '../formats/found-material.js';
import { materialField, refusal } from './intake-errors.js';
import { intakeWarnings } from './intake-warnings.js';
import { defaultLimits, type Inspection, type IntakeLimits, type MaterialInput } from './material.js';
import { parseCertificate } from '../certificate/parse-certificate.js';
import { readPrivateKey, type OpenedKey } from '../key/read-private-key.js';
import { readSources } from '../formats/read-sources.js';

/**
 * Understands what somebody brings: finds the leaf, puts the chain in order, matches the private key. Judges nothing.
 * @throws DomainError MATERIAL_UNREADABLE, NO_CERTIFICATE, KEY_MISMATCH, PASSPHRASE_REQUIRED, PASSPHRASE_WRONG,
 * ENCODING_MISMATCH, TOO_LARGE, CHAIN_BROKEN
 */
export async function inspectMaterial(input: MaterialInput, limits: IntakeLimits = defaultLimits): Promise<Inspection> {
  // Parsing is synchronous today; callers wait, so that it can move into a worker without their noticing.
  return Promise.resolve().then(() => refusingWhatThrows(() => inspectNow(input, limits)));
}

/** Readers of ASN.1 throw whatever they like at crafted bytes; whoever sent those gets a refusal. */
function refusingWhatThrows(inspect: () => Inspection): Inspection {
  try {
    return inspect();
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw new DomainError(
      'MATERIAL_UNREADABLE',
      'The material is damaged, or of a kind that is not known here. Choose or copy it again.',
      { field: materialField, cause: error },
    );
  }
}

function inspectNow(input: MaterialInput, limits: IntakeLimits): Inspection {
  const found = readSources(input, limits);
  const { certificates, duplicates } = parseAll(found, limits);
  const key = oneKey(found, input.passphrase, limits);
  const leaf = findLeaf(certificates, key?.spki);
  const ordered = orderChain(
    leaf,
    certificates.filter((certificate) => certificate !== leaf),
  );
  return {
    leaf,
    chain: ordered.chain,
    privateKey: key && { pkcs8: key.pkcs8, facts: key.facts, wasEncrypted: key.wasEncrypted },
    warnings: intakeWarnings({ leaf, ordered, duplicates, hasKey: key !== undefined }),
    sources: found.sources,
  };
}

function parseAll(found: FoundMaterial, limits: IntakeLimits) {
  if (found.certificates.length === 0) {
    throw refusal(
      'NO_CERTIFICATE',
      'There is a private key here and no certificate. Add the certificate that belongs to it.',
    );
  }
  if (found.certificates.length > limits.certificates) {
    throw refusal(
      'TOO_LARGE',
      `There are ${found.certificates.length} certificates here, and a chain may have ${limits.certificates}. Leave out those that are not needed.`,
      { limit: 'chain_certificates', limit_value: String(limits.certificates) },
    );
  }
  const byFingerprint = new Map<string, ParsedCertificate>();
  for (const { origin, der } of found.certificates) {
    const certificate = parsed(der, origin);
    if (!byFingerprint.has(certificate.facts.sha256)) byFingerprint.set(certificate.facts.sha256, certificate);
  }
  return {
    certificates: [...byFingerprint.values()],
    duplicates: found.certificates.length - byFingerprint.size,
  };
}

function parsed(der: Uint8Array, origin: string): ParsedCertificate {
  try {
    return parseCertificate(der);
  } catch {
    throw refusal(
      'MATERIAL_UNREADABLE',
      `What ${origin} holds is not a certificate, or a damaged one. Choose or copy it again.`,
    );
  }
}

function oneKey({ keys }: FoundMaterial, passphrase: string | undefined, limits: IntakeLimits): OpenedKey | undefined {
  const [first, ...others] = keys;
  if (first === undefined) return undefined;
  if (others.length > 0) {
    throw refusal(
      'KEY_MISMATCH',
      `There are ${keys.length} private keys here. Leave the one that belongs to the certificate.`,
    );
  }
  return readPrivateKey(first, passphrase, limits);
}
