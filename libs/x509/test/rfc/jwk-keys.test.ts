import fc from 'fast-check';
import { importJWK, CompactSign, compactVerify } from 'jose';
import {
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import { expect, it } from 'vitest';
import { certificateJwk, privateJwkMembers } from '../../src/index.js';
import { selfSigned } from './self-signed.js';

interface Kind {
  readonly name: string;
  readonly make: () => KeyObject;
  /** A RFC 7518 algorithm of it. */
  readonly alg: string;
  readonly digest: string | null;
  readonly padding?: number;
  /** What jose can do; else Node's own crypto is asked alone. */
  readonly isInJose: boolean;
}

const rsa = (bits: number) => () => generateKeyPairSync('rsa', { modulusLength: bits }).privateKey;
const pss = (hash: string) => () => {
  const bound = { hashAlgorithm: hash, mgf1HashAlgorithm: hash };
  return generateKeyPairSync('rsa-pss', { modulusLength: 2048, ...bound }).privateKey;
};
const ec = (namedCurve: string) => () => generateKeyPairSync('ec', { namedCurve }).privateKey;

const kinds: readonly Kind[] = [
  { name: 'RSA 2048', make: rsa(2048), alg: 'RS256', digest: 'sha256', isInJose: true },
  { name: 'RSA 3072', make: rsa(3072), alg: 'RS512', digest: 'sha512', isInJose: true },
  {
    name: 'RSA-PSS bound to SHA-256',
    make: pss('sha256'),
    alg: 'PS256',
    digest: 'sha256',
    padding: constants.RSA_PKCS1_PSS_PADDING,
    isInJose: true,
  },
  {
    name: 'RSA-PSS bound to SHA-384',
    make: pss('sha384'),
    alg: 'PS384',
    digest: 'sha384',
    padding: constants.RSA_PKCS1_PSS_PADDING,
    isInJose: true,
  },
  { name: 'P-256', make: ec('P-256'), alg: 'ES256', digest: 'sha256', isInJose: true },
  { name: 'P-384', make: ec('P-384'), alg: 'ES384', digest: 'sha384', isInJose: true },
  { name: 'P-521', make: ec('P-521'), alg: 'ES512', digest: 'sha512', isInJose: true },
  {
    name: 'Ed25519',
    make: () => generateKeyPairSync('ed25519').privateKey,
    alg: 'EdDSA',
    digest: null,
    isInJose: true,
  },
  { name: 'Ed448', make: () => generateKeyPairSync('ed448').privateKey, alg: 'EdDSA', digest: null, isInJose: false },
];

it.each(kinds)('whatever a new $name key signs, its published half verifies', async (kind) => {
  const { make, alg, digest, padding, isInJose } = kind;
  const options = { dsaEncoding: 'ieee-p1363' as const, ...(padding === undefined ? {} : { padding }) };
  const anyText = fc.uint8Array({ maxLength: 300 });
  await fc.assert(
    fc.asyncProperty(anyText, async (bytes) => {
      const key = make();
      const leaf = selfSigned(key);
      const held = await privateJwkMembers(key.export({ type: 'pkcs8', format: 'der' }));
      const { members } = await certificateJwk(leaf, []);
      expect(held).toMatchObject(members);
      const [inside, outside] = [held, members].map((one) => ({ key: one, format: 'jwk' as const }));
      if (inside === undefined || outside === undefined) throw new TypeError('there are two halves');
      const signature = sign(digest, bytes, { key: createPrivateKey(inside), ...options });
      expect(verify(digest, bytes, { key: createPublicKey(outside), ...options }, signature)).toBe(true);
      if (!isInJose) return;
      const token = await new CompactSign(bytes).setProtectedHeader({ alg }).sign(await importJWK(held, alg));
      const { payload } = await compactVerify(token, await importJWK(members, alg));
      expect(Buffer.from(payload)).toEqual(Buffer.from(bytes));
    }),
    { numRuns: 3 },
  );
});
