import { createCipheriv, pbkdf2 as derive } from 'node:crypto';
import { promisify } from 'node:util';
import { derIdentifier, derInteger, derNull, derOctets, derSequence } from '../../der/der-writer.js';
import { aes256Cbc, hmacSha256, pbes2, pbkdf2 } from './identifiers.js';

/** What a password is put on something with, beside the password. */
export interface Sealing {
  readonly salt: Uint8Array;
  /** 16 bytes. */
  readonly iv: Uint8Array;
  /** Of key derivation. */
  readonly rounds: number;
}

export interface Enciphered {
  /** AlgorithmIdentifier. */
  readonly algorithm: Uint8Array;
  readonly content: Uint8Array;
}

const derivedKey = promisify(derive);
const keyLength = 32;

/**
 * Enciphers with PBES2: PBKDF2 with HMAC-SHA256, AES-256-CBC (RFC 8018 section 6.2). The key is derived in Node's thread
 * pool, where its rounds keep nobody waiting.
 */
export async function encipher(content: Uint8Array, password: string, sealing: Sealing): Promise<Enciphered> {
  const { salt, iv, rounds } = sealing;
  const key = await derivedKey(Buffer.from(password, 'utf8'), salt, rounds, keyLength, 'sha256');
  const cipher = createCipheriv('aes-256-cbc', key, iv);
  return { algorithm: algorithmOf(sealing), content: Buffer.concat([cipher.update(content), cipher.final()]) };
}

/** EncryptedPrivateKeyInfo (RFC 5958 section 3). @param pkcs8 DER of the private key */
export async function encipheredKey(pkcs8: Uint8Array, password: string, sealing: Sealing): Promise<Uint8Array> {
  const { algorithm, content } = await encipher(pkcs8, password, sealing);
  return derSequence(algorithm, derOctets(content));
}

/** With the key's length, as Java and OpenSSL write it (RFC 8018 appendix A.2 leaves the choice). */
function algorithmOf({ salt, iv, rounds }: Sealing): Uint8Array {
  const derivation = derSequence(
    derOctets(salt),
    derInteger(rounds),
    derInteger(keyLength),
    derSequence(derIdentifier(hmacSha256), derNull),
  );
  return derSequence(
    derIdentifier(pbes2),
    derSequence(derSequence(derIdentifier(pbkdf2), derivation), derSequence(derIdentifier(aes256Cbc), derOctets(iv))),
  );
}
