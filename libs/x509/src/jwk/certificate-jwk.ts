import { calculateJwkThumbprint, exportJWK, type JWK } from 'jose';
import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { certificateFrame } from '../certificate/certificate-frame.js';
import { asPlainRsaPrivateKey, asPlainRsaPublicKey } from './rsa-key-identifier.js';

/** The public members of a key: `kty` and its parameters (RFC 7518 section 6, RFC 8037 section 2). */
export type JwkMembers = Readonly<Record<string, string>>;

/** What a JWK has of its certificate. */
export interface CertificateJwk {
  readonly members: JwkMembers;
  /** RFC 7638 with SHA-256, in Base64url. */
  readonly thumbprint: string;
  /** RFC 7517 section 4.7: Base64 (not Base64url) of each certificate's DER, the leaf first. */
  readonly x5c: readonly string[];
  /** RFC 7517 sections 4.8 and 4.9: digests of the leaf's DER, in Base64url. */
  readonly x5t: string;
  readonly x5tS256: string;
}

/**
 * A certificate's public key as a JWK has it.
 * @param leaf DER of a certificate that was read before
 * @param chain DER, the leaf's issuer first
 * @throws TypeError for a key that JOSE has no form for
 */
export async function certificateJwk(leaf: Uint8Array, chain: readonly Uint8Array[]): Promise<CertificateJwk> {
  const spki = asPlainRsaPublicKey(certificateFrame(leaf).publicKeyInfo.bytes);
  const members = membersOf(
    await exportJWK(createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })),
    publicMembers,
  );
  return {
    members,
    thumbprint: await calculateJwkThumbprint(members, 'sha256'),
    x5c: [leaf, ...chain].map((der) => Buffer.from(der).toString('base64')),
    x5t: createHash('sha1').update(leaf).digest('base64url'),
    x5tS256: createHash('sha256').update(leaf).digest('base64url'),
  };
}

/**
 * The members of a private key, the public ones among them.
 * @param pkcs8 DER
 * @throws TypeError for a key that JOSE has no form for
 */
export async function privateJwkMembers(pkcs8: Uint8Array): Promise<JwkMembers> {
  const plain = Buffer.from(asPlainRsaPrivateKey(pkcs8));
  const key: KeyObject = createPrivateKey({ key: plain, format: 'der', type: 'pkcs8' });
  return membersOf(await exportJWK(key), [...publicMembers, ...privateMembers]);
}

const publicMembers = ['kty', 'crv', 'x', 'y', 'n', 'e'];
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi'];

/** Named one by one: nothing private can stand in a public JWK, whatever a library puts there. */
function membersOf(jwk: JWK, names: readonly string[]): JwkMembers {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value: unknown = (jwk as Readonly<Record<string, unknown>>)[name];
      return typeof value === 'string' ? [[name, value] as const] : [];
    }),
  );
}
