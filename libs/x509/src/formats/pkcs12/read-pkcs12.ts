import { derFromBer } from '../../der/ber-to-der.js';
import {
  constructedTag,
  contentOf,
  derTag,
  firstElement,
  onlyElement,
  sequenceMembers,
} from '../../der/der-elements.js';
import { objectIdentifier, smallInteger } from '../../der/der-values.js';
import { data } from './identifiers.js';
import { decipherWithPassword, WrongPasswordError } from './password-based-encryption.js';
import { isMacRight } from './pkcs12-mac.js';
import { waysToWrite, type Pkcs12Password } from './pkcs12-password.js';
import type { RoundBudget } from './round-budget.js';
import { contentsOf } from './safe-contents.js';
import type { StoreContents } from './store-contents.js';

/**
 * Opens a PKCS#12 store (RFC 7292): with a MAC, an old one or PBMAC1, or without; its safes in the clear or enciphered
 * with PBES2, triple DES or RC2.
 * @param passphrase empty for a store that has none, in either of the two ways that this is written
 * @throws WrongPasswordError, UnknownEncryptionError; RangeError for what can't be read; DomainError TOO_LARGE
 */
export function readPkcs12(ber: Uint8Array, passphrase: string, budget: RoundBudget): StoreContents {
  const [version, authenticatedSafe, macData] = sequenceMembers(onlyElement(derFromBer(ber)));
  if (smallInteger(version) !== 3) throw new RangeError('another version');
  const [type, content] = sequenceMembers(authenticatedSafe);
  if (objectIdentifier(type) !== data) throw new RangeError('a store that is signed, not closed with a password');
  const safe = contentOf(firstElement(contentOf(content, constructedTag(0))), derTag.octetString);
  const contentsWith = (password: Pkcs12Password) =>
    contentsOf(safe, (algorithm, bytes) => decipherWithPassword(algorithm, bytes, password, budget));
  if (macData === undefined) return firstThatOpens(passphrase, contentsWith);
  const password = waysToWrite(passphrase).find((way) => isMacRight(macData, safe, way, budget));
  if (password === undefined) throw new WrongPasswordError('MAC');
  // Some programs close a store one way and its safes the other.
  return passphrase === '' ? firstThatOpens(passphrase, contentsWith) : contentsWith(password);
}

function firstThatOpens(passphrase: string, contentsWith: (password: Pkcs12Password) => StoreContents): StoreContents {
  for (const password of waysToWrite(passphrase)) {
    try {
      return contentsWith(password);
    } catch (error) {
      if (!mayBeTheWrongPassword(error)) throw error;
    }
  }
  throw new WrongPasswordError('no way to write it opens the store');
}

/** Bytes deciphered with the wrong key can look padded, and are no DER. */
function mayBeTheWrongPassword(error: unknown): boolean {
  return error instanceof WrongPasswordError || error instanceof RangeError;
}
