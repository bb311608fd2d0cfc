/** What a JWK is for (RFC 7517 section 4.2). */
export type JwkUse = 'sig' | 'enc';

/** A public key as its certificate's facts tell of it. */
export interface KeyKind {
  /** `RSA`, `RSA-PSS`, `EC`, `Ed25519`, `Ed448`, or a dotted OID. */
  readonly algorithm: string;
  /** In bits. */
  readonly size: number;
  /** `P-256`, `P-384`, `P-521`, or a dotted OID, for EC. */
  readonly curve: string;
}

/** Operations with the two halves of a key (RFC 7517 section 4.3). */
export interface JwkOperations {
  readonly public: readonly string[];
  readonly private: readonly string[];
}

/** RFC 7518 sections 3.3 and 4.3: smaller RSA keys must not be used. */
const leastRsaBits = 2048;

const rsaSignatures = ['RS256', 'RS384', 'RS512'];
const pssSignatures = ['PS256', 'PS384', 'PS512'];
const rsaEncryptions = ['RSA-OAEP-256', 'RSA-OAEP-384', 'RSA-OAEP-512'];
const keyAgreements = ['ECDH-ES', 'ECDH-ES+A128KW', 'ECDH-ES+A192KW', 'ECDH-ES+A256KW'];
const curveSignatures: Readonly<Record<string, string>> = { 'P-256': 'ES256', 'P-384': 'ES384', 'P-521': 'ES512' };

/**
 * The algorithms that a key can do, the usual one first; none for a key that JOSE has no use for.
 * @see RFC 7518 sections 3.1 and 4.1, RFC 8037 section 3.1
 */
export function jwkAlgorithms({ algorithm, size, curve }: KeyKind, use: JwkUse): readonly string[] {
  switch (algorithm) {
    case 'RSA':
      if (size < leastRsaBits) return [];
      return use === 'sig' ? [...rsaSignatures, ...pssSignatures] : rsaEncryptions;
    case 'RSA-PSS':
      return use === 'sig' && size >= leastRsaBits ? pssSignatures : [];
    case 'EC': {
      const signature = curveSignatures[curve];
      if (signature === undefined) return [];
      return use === 'sig' ? [signature] : keyAgreements;
    }
    case 'Ed25519':
    case 'Ed448':
      return use === 'sig' ? ['EdDSA'] : [];
    default:
      return [];
  }
}

/** The algorithm that a JWK has with another key: its own where that key can do it, else the key's usual one. */
export function jwkAlgorithmAfter(key: KeyKind, use: JwkUse, algorithm: string): string | undefined {
  const able = jwkAlgorithms(key, use);
  return able.includes(algorithm) ? algorithm : able[0];
}

/** What can be done with the halves of a key under an algorithm. */
export function jwkOperations(algorithm: string): JwkOperations {
  if (rsaEncryptions.includes(algorithm)) {
    return { public: ['encrypt', 'wrapKey'], private: ['decrypt', 'unwrapKey'] };
  }
  // The public half of a key agreement takes part in the other side's deriving, and does nothing by itself.
  if (keyAgreements.includes(algorithm)) return { public: [], private: ['deriveKey', 'deriveBits'] };
  return { public: ['verify'], private: ['sign'] };
}
