import { derTag, firstElement, sequenceMembers, type DerElement } from '../der/der-elements.js';
import { objectIdentifier, wholeBytes } from '../der/der-values.js';
import type { KeyFacts } from './facts.js';

const curves: Readonly<Record<string, { readonly name: string; readonly size: number }>> = {
  '1.2.840.10045.3.1.7': { name: 'P-256', size: 256 },
  '1.3.132.0.34': { name: 'P-384', size: 384 },
  '1.3.132.0.35': { name: 'P-521', size: 521 },
};

/**
 * What kind of public key this is. What isn't understood of it has its OID and size 0.
 * @param info SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7)
 * @throws RangeError for what is none
 */
export function keyFactsOf(info: DerElement | undefined): KeyFacts {
  const [identifier, key] = sequenceMembers(info);
  const [type, parameters] = sequenceMembers(identifier);
  const algorithm = objectIdentifier(type);
  switch (algorithm) {
    case '1.2.840.113549.1.1.1':
      return { algorithm: 'RSA', size: modulusSize(key), curve: '' };
    case '1.2.840.113549.1.1.10':
      return { algorithm: 'RSA-PSS', size: modulusSize(key), curve: '' };
    case '1.2.840.10045.2.1': {
      const oid = parameters?.tag === derTag.objectIdentifier ? objectIdentifier(parameters) : '';
      return { algorithm: 'EC', size: curves[oid]?.size ?? 0, curve: curves[oid]?.name ?? oid };
    }
    case '1.3.101.112':
      return { algorithm: 'Ed25519', size: 256, curve: '' };
    case '1.3.101.113':
      return { algorithm: 'Ed448', size: 456, curve: '' };
    default:
      return { algorithm, size: 0, curve: '' };
  }
}

/** In bits; 0 for a key that can't be read (RFC 8017 appendix A.1.1). */
function modulusSize(key: DerElement | undefined): number {
  try {
    const [modulus] = sequenceMembers(firstElement(wholeBytes(key)));
    if (modulus?.tag !== derTag.integer) return 0;
    const bytes = modulus.content;
    const first = bytes.findIndex((byte) => byte !== 0);
    if (first < 0) return 0;
    return (bytes.length - first - 1) * 8 + (32 - Math.clz32(bytes[first] ?? 0));
  } catch {
    return 0;
  }
}
