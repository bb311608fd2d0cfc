import { isExpired } from '@certkeep/domain';
import { isWeakSignature } from './algorithm-names.js';
import type { KeyFacts } from './facts.js';
import { refusal } from './intake-errors.js';
import type { Inspection } from './material.js';

const smallestRsa = 2048;
const curves: ReadonlySet<string> = new Set(['P-256', 'P-384', 'P-521']);

/**
 * Refuses what may not be stored. Without a private key weakness is no obstacle: old roots are trust anchors still.
 * @throws DomainError CERTIFICATE_EXPIRED, WEAK_KEY, WEAK_SIGNATURE
 */
export function judgeMaterial(
  { leaf, privateKey }: Inspection,
  { now, allowExpired }: { readonly now: Date; readonly allowExpired: boolean },
): void {
  const { notAfter, key, signatureAlgorithm, subject, issuer } = leaf.facts;
  if (!allowExpired && isExpired(notAfter, now)) {
    throw refusal(
      'CERTIFICATE_EXPIRED',
      `This certificate expired on ${notAfter.toISOString().slice(0, 10)}. Upload a valid one, or allow expired ones on purpose.`,
      { not_after: notAfter.toISOString() },
    );
  }
  if (privateKey === undefined) return;
  const weakness = weaknessOf(key);
  if (weakness !== undefined) throw refusal('WEAK_KEY', `${weakness} Request a certificate with a stronger key.`);
  // A self-signed certificate's signature protects nothing: whoever trusts it trusts its bytes.
  if (subject !== issuer && isWeakSignature(signatureAlgorithm)) {
    throw refusal(
      'WEAK_SIGNATURE',
      `This certificate is signed with ${signatureAlgorithm}, which can be forged. Have it signed with SHA-256 or better.`,
      { signature_algorithm: signatureAlgorithm },
    );
  }
}

function weaknessOf({ algorithm, size, curve }: KeyFacts): string | undefined {
  switch (algorithm) {
    case 'RSA':
    case 'RSA-PSS':
      return size >= smallestRsa
        ? undefined
        : `An ${algorithm} key of ${size} bits is too weak; ${smallestRsa} is the least.`;
    case 'EC':
      return curves.has(curve) ? undefined : `The curve ${curve} is not accepted; P-256, P-384 and P-521 are.`;
    case 'Ed25519':
    case 'Ed448':
      return undefined;
    default:
      return `Keys of the kind ${algorithm} are not accepted; RSA, EC, Ed25519 and Ed448 are.`;
  }
}
