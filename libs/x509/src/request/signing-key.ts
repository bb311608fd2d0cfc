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

/** Makes a private key, beside the work that goes on. */
export function generateSigningKey(type: SigningKeyType): Promise<KeyObject> {
  return new Promise((resolve, reject) => {
    begin(type, (error, _publicKey, privateKey) => {
      if (error === null) resolve(privateKey);
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

/** The kind of this key; for one that isn't made here, the nearest that is. */
export function signingKeyTypeLike({ algorithm, size, curve }: KeyFacts): SigningKeyType {
  switch (algorithm) {
    case 'RSA':
    case 'RSA-PSS':
      if (size > 3072) return 'RSA_4096';
      return size > 2048 ? 'RSA_3072' : 'RSA_2048';
    case 'Ed25519':
      return 'ED25519';
    case 'Ed448':
      return 'ED448';
    default:
      if (curve === 'P-384') return 'EC_P384';
      return curve === 'P-521' ? 'EC_P521' : 'EC_P256';
  }
}
