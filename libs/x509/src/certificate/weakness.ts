import { isWeakSignature } from './algorithm-names.js';
import type { CertificateFacts, KeyFacts } from './facts.js';

const smallestRsa = 2048;
const curves: ReadonlySet<string> = new Set(['P-256', 'P-384', 'P-521']);

/** @returns a sentence that says why this key is too weak to be kept, or undefined when it isn't */
export function keyWeakness({ algorithm, size, curve }: KeyFacts): string | undefined {
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

/** @returns a sentence that says why the signature is too weak, or undefined when it isn't */
export function signatureWeakness({ signatureAlgorithm }: CertificateFacts): string | undefined {
  if (!isWeakSignature(signatureAlgorithm)) return undefined;
  return `This certificate is signed with ${signatureAlgorithm}, which can be forged.`;
}
