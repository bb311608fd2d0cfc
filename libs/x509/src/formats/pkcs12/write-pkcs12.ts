import { createHash, randomBytes } from 'node:crypto';
import { certificateBag, friendlyNameAttribute, localKeyIdAttribute, shroudedKeyBag } from './write-bags.js';
import { encipheredKey, type Sealing } from './write-encryption.js';
import { pkcs12Store } from './write-store.js';

/** A certificate with its private key, to be written to one store. */
export interface KeyStoreContents {
  /** The alias that programs show. */
  readonly name: string;
  /** PKCS#8 DER. */
  readonly pkcs8: Uint8Array;
  /** DER. */
  readonly leaf: Uint8Array;
  /** DER, the leaf's issuer first. */
  readonly chain: readonly Uint8Array[];
}

/**
 * As many as .NET's loader takes by default for each derivation (300,000) and for the three of a store together
 * (1,000,000); Java takes five million, we two. The MAC has as many as what it guards, since a password is guessed where
 * a guess is cheapest.
 */
export const keyStoreRounds = 300_000;

/**
 * A PKCS#12 store (RFC 7292) of a private key, its certificate and the chain above it: key and certificates each
 * enciphered with AES-256-CBC, closed with HMAC-SHA256, salts and initialization vectors by chance.
 * @param password in ASCII for Java, which takes no other for PKCS#12
 */
export async function writePkcs12(
  { name, pkcs8, leaf, chain }: KeyStoreContents,
  password: string,
  { rounds = keyStoreRounds }: { readonly rounds?: number } = {},
): Promise<Uint8Array> {
  // What programs pair the two by; its content is free (RFC 2985 section 5.5.2).
  const names = [friendlyNameAttribute(name), localKeyIdAttribute(createHash('sha256').update(leaf).digest())];
  const key = shroudedKeyBag(await encipheredKey(pkcs8, password, sealingOf(rounds)), names);
  const certificates = [certificateBag(leaf, names), ...chain.map((der) => certificateBag(der, []))];
  const safes = [
    { bags: certificates, sealing: sealingOf(rounds) },
    // Each key is enciphered by itself already.
    { bags: [key], sealing: undefined },
  ];
  return pkcs12Store(safes, password, sealingOf(rounds));
}

export function sealingOf(rounds: number): Sealing {
  return { salt: randomBytes(16), iv: randomBytes(16), rounds };
}
