import { DomainError } from '@certkeep/domain';
import { refusal } from '../intake/intake-errors.js';
import type { FoundMaterial, Source } from './found-material.js';
import { JavaKeystorePasswordError, readJavaKeystore, type JavaKeystore } from './java-keystore.js';
import { UnknownEncryptionError, WrongPasswordError } from './pkcs12/password-based-encryption.js';
import { readPkcs12 } from './pkcs12/read-pkcs12.js';
import type { StoreContents } from './pkcs12/store-contents.js';
import { pkcs7Certificates } from './pkcs7.js';

/** @throws DomainError MATERIAL_UNREADABLE, NO_CERTIFICATE */
export function readPkcs7(ber: Uint8Array, { name, origin }: Source): FoundMaterial {
  const certificates = orUnreadable(() => pkcs7Certificates(ber), `${origin} is a damaged PKCS#7 bundle`);
  if (certificates.length === 0) {
    throw refusal('NO_CERTIFICATE', `The PKCS#7 bundle in ${origin} holds no certificate. Choose one that does.`);
  }
  return {
    certificates: certificates.map((der) => ({ origin, der })),
    keys: [],
    sources: [{ name, format: 'PKCS#7 bundle' }],
  };
}

/** @throws DomainError PASSPHRASE_REQUIRED, PASSPHRASE_WRONG, MATERIAL_UNREADABLE, TOO_LARGE */
export function readPkcs12Store(ber: Uint8Array, source: Source): FoundMaterial {
  const { name, origin } = source;
  const { certificates, keys, hasEncrypted } = openPkcs12(ber, source);
  return {
    certificates: certificates.map(({ der }) => ({ origin, der })),
    keys: keys.map(({ pkcs8 }) => ({
      origin,
      input: { key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' },
      encryption: hasEncrypted ? 'opened with its store' : 'none',
      encryptedInfo: undefined,
    })),
    sources: [{ name, format: 'PKCS#12 store' }],
  };
}

/** @throws DomainError PASSPHRASE_REQUIRED, PASSPHRASE_WRONG, MATERIAL_UNREADABLE, TOO_LARGE */
export function openPkcs12(ber: Uint8Array, { origin, passphrase, budget }: Source): StoreContents {
  try {
    return readPkcs12(ber, passphrase ?? '', budget);
  } catch (error) {
    if (error instanceof DomainError) throw error;
    if (error instanceof WrongPasswordError) {
      throw (passphrase ?? '') === ''
        ? refusal('PASSPHRASE_REQUIRED', `The PKCS#12 store in ${origin} is closed. Enter its passphrase.`)
        : refusal('PASSPHRASE_WRONG', `The passphrase does not open the store in ${origin}. Enter the right one.`);
    }
    if (error instanceof UnknownEncryptionError) {
      throw refusal(
        'MATERIAL_UNREADABLE',
        `The PKCS#12 store in ${origin} is encrypted in a way that is not known here. Write it again with AES: openssl pkcs12 -export`,
      );
    }
    throw refusal('MATERIAL_UNREADABLE', `${origin} is a damaged PKCS#12 store. Choose or export it again.`);
  }
}

/**
 * A JKS store counts for the certificates that it trusts. Its private keys stay closed: a store that has one is refused
 * rather than taken for less than it is.
 * @throws DomainError PASSPHRASE_WRONG, MATERIAL_UNREADABLE, NO_CERTIFICATE
 */
export function readJavaStore(bytes: Uint8Array, source: Source): FoundMaterial {
  const { name, origin } = source;
  const { entries } = openJavaStore(bytes, source);
  const withKey = entries.find(({ kind }) => kind === 'private key');
  if (withKey !== undefined) {
    throw refusal(
      'MATERIAL_UNREADABLE',
      `${origin} is a Java keystore (JKS) with a private key. Convert it to PKCS#12: keytool -importkeystore -srckeystore FILE -destkeystore FILE.p12 -deststoretype PKCS12`,
      { format: 'JKS' },
    );
  }
  if (entries.length === 0) {
    throw refusal('NO_CERTIFICATE', `The Java keystore in ${origin} is empty. Choose one with a certificate.`);
  }
  return {
    certificates: entries.flatMap(({ certificates }) => certificates.map((der) => ({ origin, der }))),
    keys: [],
    sources: [{ name, format: 'Java keystore (JKS)' }],
  };
}

/** @throws DomainError PASSPHRASE_WRONG, MATERIAL_UNREADABLE */
export function openJavaStore(bytes: Uint8Array, { origin, passphrase }: Source): JavaKeystore {
  try {
    return readJavaKeystore(bytes, passphrase === '' ? undefined : passphrase);
  } catch (error) {
    if (error instanceof JavaKeystorePasswordError) {
      throw refusal(
        'PASSPHRASE_WRONG',
        `The passphrase is not the one of the Java keystore in ${origin}, or the store was altered. Enter the right one.`,
      );
    }
    throw refusal('MATERIAL_UNREADABLE', `${origin} is a damaged Java keystore. Choose or export it again.`);
  }
}

function orUnreadable<Value>(read: () => Value, what: string): Value {
  try {
    return read();
  } catch {
    throw refusal('MATERIAL_UNREADABLE', `${what}. Choose or export it again.`);
  }
}
