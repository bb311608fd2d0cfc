import { createDecipheriv, pbkdf2Sync } from 'node:crypto';
import { contentOf, derTag, sequenceMembers, type DerElement } from '../../der/der-elements.js';
import { objectIdentifier, smallInteger } from '../../der/der-values.js';
import { aes256Cbc, hmacSha256, pbes2, pbkdf2 } from './identifiers.js';
import { pkcs12Key, purpose } from './pkcs12-key.js';
import type { Pkcs12Password } from './pkcs12-password.js';
import { decipherRc2 } from './rc2.js';
import type { RoundBudget } from './round-budget.js';

/** The bytes don't come out right: another password, or another content than was written. */
export class WrongPasswordError extends Error {}
/** Enciphered in a way that is not known here. */
export class UnknownEncryptionError extends Error {}

interface Cipher {
  /** As node:crypto names it. */
  readonly name: string;
  readonly keyLength: number;
}

const rc2 = 'rc2';
/** RFC 7292 appendix C. */
const pkcs12Ciphers: Readonly<Record<string, Cipher>> = {
  '1.2.840.113549.1.12.1.3': { name: 'des-ede3-cbc', keyLength: 24 },
  '1.2.840.113549.1.12.1.4': { name: 'des-ede-cbc', keyLength: 16 },
  '1.2.840.113549.1.12.1.5': { name: rc2, keyLength: 16 },
  '1.2.840.113549.1.12.1.6': { name: rc2, keyLength: 5 },
};
/** RFC 8018 appendix B.2, NIST. */
const pbes2Ciphers: Readonly<Record<string, Cipher>> = {
  '2.16.840.1.101.3.4.1.2': { name: 'aes-128-cbc', keyLength: 16 },
  '2.16.840.1.101.3.4.1.22': { name: 'aes-192-cbc', keyLength: 24 },
  [aes256Cbc]: { name: 'aes-256-cbc', keyLength: 32 },
  '1.2.840.113549.3.7': { name: 'des-ede3-cbc', keyLength: 24 },
};
const hmacSha1 = '1.2.840.113549.2.7';
/** RFC 8018 appendix B.1. */
const hmacHashes: Readonly<Record<string, string>> = {
  [hmacSha1]: 'sha1',
  '1.2.840.113549.2.8': 'sha224',
  [hmacSha256]: 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
  '1.2.840.113549.2.12': 'sha512-224',
  '1.2.840.113549.2.13': 'sha512-256',
};

/**
 * Deciphers what a password has been put on.
 * @param algorithm AlgorithmIdentifier
 * @throws WrongPasswordError, UnknownEncryptionError; RangeError for what can't be read; DomainError TOO_LARGE
 */
export function decipherWithPassword(
  algorithm: DerElement | undefined,
  data: Uint8Array,
  password: Pkcs12Password,
  budget: RoundBudget,
): Uint8Array {
  const [type, parameters] = sequenceMembers(algorithm);
  const oid = objectIdentifier(type);
  if (oid === pbes2) {
    const [derivation, scheme] = sequenceMembers(parameters);
    const [cipherType, iv] = sequenceMembers(scheme);
    const cipher = pbes2Ciphers[objectIdentifier(cipherType)];
    if (cipher === undefined) throw new UnknownEncryptionError('cipher');
    const key = pbkdf2Key(derivation, password, budget, cipher.keyLength);
    return decipher(cipher, key, contentOf(iv, derTag.octetString), data);
  }
  const cipher = pkcs12Ciphers[oid];
  if (cipher === undefined) throw new UnknownEncryptionError('scheme');
  const [salt, count] = sequenceMembers(parameters);
  const rounds = smallInteger(count);
  // Once for the key, once for the initialization vector.
  budget.spend(rounds === undefined ? undefined : rounds * 2);
  const from = { wide: password.wide, salt: contentOf(salt, derTag.octetString), rounds: rounds ?? 0 };
  const key = pkcs12Key('sha1', purpose.key, { ...from, length: cipher.keyLength });
  const iv = pkcs12Key('sha1', purpose.iv, { ...from, length: 8 });
  return decipher(cipher, key, iv, data);
}

/**
 * PBKDF2 (RFC 8018 section 5.2) as its AlgorithmIdentifier asks for it.
 * @param length in bytes, where the parameters name none
 * @throws UnknownEncryptionError, RangeError, DomainError TOO_LARGE
 */
export function pbkdf2Key(
  algorithm: DerElement | undefined,
  { narrow }: Pkcs12Password,
  budget: RoundBudget,
  length: number,
): Uint8Array {
  const [type, parameters] = sequenceMembers(algorithm);
  if (objectIdentifier(type) !== pbkdf2) throw new UnknownEncryptionError('derivation');
  const [salt, count, ...rest] = sequenceMembers(parameters);
  const pseudorandom = rest.find(({ tag }) => tag === derTag.sequence);
  const hash = hmacHashes[pseudorandom === undefined ? hmacSha1 : objectIdentifier(sequenceMembers(pseudorandom)[0])];
  if (hash === undefined) throw new UnknownEncryptionError('hash');
  const rounds = smallInteger(count);
  budget.spend(rounds);
  if (rounds === undefined || rounds < 1) throw new RangeError('a derivation of no rounds');
  return pbkdf2Sync(narrow, contentOf(salt, derTag.octetString), rounds, length, hash);
}

function decipher({ name, keyLength }: Cipher, key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
  if (key.length !== keyLength || data.length === 0 || data.length % 8 !== 0) throw new RangeError('no whole blocks');
  if (name === rc2) return withoutPadding(decipherRc2(key, iv, data));
  const decipher = createDecipheriv(name, key, iv);
  try {
    return Buffer.concat([decipher.update(data), decipher.final()]);
  } catch {
    throw new WrongPasswordError('padding');
  }
}

/** RFC 8018 section 6.1.1: each of the last bytes says how many they are. */
function withoutPadding(bytes: Uint8Array): Uint8Array {
  const count = bytes.at(-1) ?? 0;
  const isPadded = count >= 1 && count <= 8 && bytes.subarray(-count).every((byte) => byte === count);
  if (!isPadded) throw new WrongPasswordError('padding');
  return bytes.subarray(0, -count);
}
