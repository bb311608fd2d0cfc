import { generateKeyPair, type KeyObject } from 'node:crypto';
import type { KeyFacts } from '../certificate/facts.js';

/** Kinds of key that can be made here. */
export const signingKeyTypes = [
  'EC_P256',
  'EC_P384',
  'EC_P521',
  'RSA_2048',
  'RSA_3072',
  'RSA_4096',
  'ED25519',
  'ED448',
] as const;
export type SigningKeyType = (typeof signingKeyTypes)[number];

/** Makes a private key, beside the work that goes on. @returns PKCS#8 DER */
export function generateSigningKey(type: SigningKeyType): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    begin(type, (error, _publicKey, privateKey) => {
      if (error === null) resolve(privateKey.export({ type: 'pkcs8', format: 'der' }));
      else reject(error);
    });
  });
}

function begin(
  type: SigningKeyType,
  done: (error: Error | null, publicKey: KeyObject, privateKey: KeyObject) => void,
): void {
  switch (type) {
    case 'EC_P256':
    case 'EC_P384':
    case 'EC_P521':
      generateKeyPair('ec', { namedCurve: type.replace('EC_P', 'P-') }, done);
      return;
    case 'RSA_2048':
    case 'RSA_3072':
    case 'RSA_4096':
      generateKeyPair('rsa', { modulusLength: Number(type.slice(4)) }, done);
      return;
    case 'ED25519':
      generateKeyPair('ed25519', {}, done);
      return;
    case 'ED448':
      generateKeyPair('ed448', {}, done);
  }
}

/** @returns undefined for a key of a kind that isn't made here */
export function signingKeyTypeOf({ algorithm, size, curve }: KeyFacts): SigningKeyType | undefined {
  const nameOf = () => {
    if (algorithm === 'EC') return curve.replace('P-', 'EC_P');
    return algorithm === 'RSA' ? `RSA_${size}` : algorithm.toUpperCase();
  };
  const name = nameOf();
  return signingKeyTypes.find((type) => type === name);
}

/** The kind of this key; for one that isn't made here, the nearest that is. */
export function signingKeyTypeLike(facts: KeyFacts): SigningKeyType {
  const exact = signingKeyTypeOf(facts);
  if (exact !== undefined) return exact;
  if (!facts.algorithm.startsWith('RSA')) return 'EC_P256';
  if (facts.size > 3072) return 'RSA_4096';
  return facts.size > 2048 ? 'RSA_3072' : 'RSA_2048';
}
