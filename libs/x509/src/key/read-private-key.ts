import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import { SubjectPublicKeyInfo } from '@peculiar/asn1-x509';
import { fromBER, Constructed, Integer, type BaseBlock } from 'asn1js';
import { refusal } from '../intake/intake-errors.js';
import { keyFactsOf } from '../certificate/key-facts.js';
import type { IntakeLimits, PrivateKeyMaterial } from '../intake/material.js';

/** A private key as it was found, not opened yet. */
export interface FoundKey {
  /** The file or paste that it stands in, for messages. */
  readonly origin: string;
  readonly input:
    | { readonly key: Buffer; readonly format: 'pem' }
    | { readonly key: Buffer; readonly format: 'der'; readonly type: 'pkcs8' | 'pkcs1' | 'sec1' };
  readonly isEncrypted: boolean;
  /** DER of an EncryptedPrivateKeyInfo, whose derivation is looked at before it is begun. */
  readonly encryptedInfo: Uint8Array | undefined;
}

export interface OpenedKey extends PrivateKeyMaterial {
  /** DER of its public half, to find its certificate by. */
  readonly spki: Uint8Array;
}

/** @throws DomainError PASSPHRASE_REQUIRED, PASSPHRASE_WRONG, MATERIAL_UNREADABLE, TOO_LARGE */
export function readPrivateKey(found: FoundKey, passphrase: string | undefined, limits: IntakeLimits): OpenedKey {
  const given = passphrase ?? '';
  if (found.isEncrypted && given === '') {
    throw refusal('PASSPHRASE_REQUIRED', `The private key in ${found.origin} is encrypted. Enter its passphrase.`);
  }
  if (found.encryptedInfo !== undefined) refuseEndlessDerivation(found.encryptedInfo, limits);
  const key = open(found, given);
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return {
    pkcs8: key.export({ type: 'pkcs8', format: 'der' }),
    spki,
    facts: keyFactsOf(AsnConvert.parse(spki, SubjectPublicKeyInfo)),
    wasEncrypted: found.isEncrypted,
  };
}

function open({ input, isEncrypted, origin }: FoundKey, passphrase: string): KeyObject {
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

/** The algorithm's parameters come first; a round count is the largest number in them. */
function refuseEndlessDerivation(encryptedInfo: Uint8Array, { derivationRounds }: IntakeLimits): void {
  const { result } = fromBER(new Uint8Array(encryptedInfo).buffer);
  const [algorithm] = result instanceof Constructed ? result.valueBlock.value : [];
  if (algorithm === undefined || !hasIntegerAbove(algorithm, derivationRounds)) return;
  throw refusal(
    'TOO_LARGE',
    `The private key's encryption asks for more than ${derivationRounds.toLocaleString('en')} rounds. Encrypt it again with fewer.`,
    { limit: 'derivation_rounds' },
  );
}

function hasIntegerAbove(block: BaseBlock, most: number): boolean {
  if (block instanceof Integer) {
    const bytes = block.valueBlock.valueHexView;
    return bytes.length > 6 || block.valueBlock.valueDec > most || bigger(bytes, most);
  }
  if (!(block instanceof Constructed)) return false;
  return block.valueBlock.value.some((child) => hasIntegerAbove(child, most));
}

function bigger(bytes: Uint8Array, most: number): boolean {
  return bytes.reduce((total, byte) => total * 256 + byte, 0) > most;
}
