import { candidatesForLeaf } from './chain-order.js';
import type { ParsedCertificate } from '../certificate/facts.js';
import { certificateFrame } from '../certificate/certificate-frame.js';
import { refusal } from '../intake/intake-errors.js';
import { isSamePublicKey } from '../key/key-match.js';

/**
 * Which of the certificates the others are there for: the one whose key is there, else the one that issued no other.
 * Of several the one that ends last is taken.
 * @param publicKey DER of the SubjectPublicKeyInfo of the private key in the material
 * @throws DomainError KEY_MISMATCH, CHAIN_BROKEN
 */
export function findLeaf(
  certificates: readonly ParsedCertificate[],
  publicKey: Uint8Array | undefined,
): ParsedCertificate {
  return publicKey === undefined ? leafByIssuing(certificates) : leafByKey(certificates, publicKey);
}

function leafByKey(certificates: readonly ParsedCertificate[], publicKey: Uint8Array): ParsedCertificate {
  const ofKey = certificates.filter(({ der }) => isSamePublicKey(certificateFrame(der).publicKeyInfo.bytes, publicKey));
  const leaf = newest(candidatesForLeaf(ofKey)) ?? newest(ofKey);
  if (leaf !== undefined) return leaf;
  throw refusal(
    'KEY_MISMATCH',
    'The private key belongs to none of these certificates. Add the key that the certificate was requested with.',
  );
}

function leafByIssuing(certificates: readonly ParsedCertificate[]): ParsedCertificate {
  const candidates = candidatesForLeaf(certificates);
  const leaf = newest(candidates.filter(({ facts }) => facts.basicConstraints?.ca !== true)) ?? newest(candidates);
  if (leaf !== undefined) return leaf;
  throw refusal(
    'CHAIN_BROKEN',
    'These certificates name each other as issuers in a circle, so none is the leaf. Leave one alone.',
  );
}

/** The one that ends last. */
export function newest(certificates: readonly ParsedCertificate[]): ParsedCertificate | undefined {
  return [...certificates].sort((one, other) => other.facts.notAfter.getTime() - one.facts.notAfter.getTime())[0];
}
