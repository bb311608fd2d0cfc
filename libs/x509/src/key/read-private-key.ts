import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { keyFactsOf } from '../certificate/key-facts.js';
import { derTag, elementsIn, onlyElement, sequenceMembers, type DerElement } from '../der/der-elements.js';
import { smallInteger } from '../der/der-values.js';
import type { RoundBudget } from '../formats/pkcs12/round-budget.js';
import { refusal } from '../intake/intake-errors.js';
import type { PrivateKeyMaterial } from '../intake/material.js';

/** A private key as it was found, not opened yet. */
export interface FoundKey {
  /** The file or paste that it stands in, for messages. */
  readonly origin: string;
  readonly input:
    | { readonly key: Buffer; readonly format: 'pem' }
    | { readonly key: Buffer; readonly format: 'der'; readonly type: 'pkcs8' | 'pkcs1' | 'sec1' };
  /** How it is encrypted: a store's key has been opened with the store. */
  readonly encryption: 'none' | 'own' | 'opened with its store';
  /** DER of an EncryptedPrivateKeyInfo, whose derivation is looked at before it is begun. */
  readonly encryptedInfo: Uint8Array | undefined;
}

export interface OpenedKey extends PrivateKeyMaterial {
  /** DER of its public half, to find its certificate by. */
  readonly spki: Uint8Array;
}

/** @throws DomainError PASSPHRASE_REQUIRED, PASSPHRASE_WRONG, MATERIAL_UNREADABLE, TOO_LARGE */
export function readPrivateKey(found: FoundKey, passphrase: string | undefined, budget: RoundBudget): OpenedKey {
  const given = passphrase ?? '';
  if (found.encryption === 'own' && given === '') {
    throw refusal('PASSPHRASE_REQUIRED', `The private key in ${found.origin} is encrypted. Enter its passphrase.`);
  }
  if (found.encryptedInfo !== undefined) budget.spend(roundsOf(found.encryptedInfo));
  const key = open(found, given);
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return {
    pkcs8: key.export({ type: 'pkcs8', format: 'der' }),
    spki,
    facts: keyFactsOf(onlyElement(spki)),
    wasEncrypted: found.encryption !== 'none',
  };
}

function open({ input, encryption, origin }: FoundKey, passphrase: string): KeyObject {
  const isEncrypted = encryption === 'own';
  try {
    return createPrivateKey({ ...input, ...(isEncrypted ? { passphrase } : {}) });
  } catch (error) {
    // OpenSSL's own words are left out: they say little to people, and might repeat what was read.
    if (!isEncrypted) {
      throw refusal(
        'MATERIAL_UNREADABLE',
        `The private key in ${origin} can't be read: it is damaged, or of a kind that is not known here.`,
      );
    }
    if (isUnknownCipher(error)) {
      throw refusal(
        'MATERIAL_UNREADABLE',
        `The private key in ${origin} is encrypted in a way that is too old to be read here. Encrypt it again with AES: openssl pkcs8 -topk8 -v2 aes-256-cbc`,
      );
    }
    throw refusal(
      'PASSPHRASE_WRONG',
      `The passphrase does not open the private key in ${origin}. Enter the right one.`,
    );
  }
}

/** OpenSSL 3 has left out the ciphers of the nineties; no passphrase would open such a key. */
function isUnknownCipher(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_OSSL_EVP_UNSUPPORTED';
}

const deepestParameters = 8;

/**
 * The algorithm's parameters come first; a round count is the largest number in them.
 * @returns undefined for one beyond counting
 */
function roundsOf(encryptedInfo: Uint8Array): number | undefined {
  const [algorithm] = sequenceMembers(onlyElement(encryptedInfo));
  return algorithm === undefined ? 0 : largestInteger(algorithm, 0);
}

function largestInteger(element: DerElement, depth: number): number | undefined {
  if (element.tag === derTag.integer) return smallInteger(element);
  if ((element.tag & 0x20) === 0 || depth > deepestParameters) return 0;
  let largest = 0;
  for (const member of elementsIn(element.content)) {
    const value = largestInteger(member, depth + 1);
    if (value === undefined) return undefined;
    largest = Math.max(largest, value);
  }
  return largest;
}
