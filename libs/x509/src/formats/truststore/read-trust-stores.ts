import { refusal } from '../../intake/intake-errors.js';
import type { Source } from '../found-material.js';
import { openJavaStore, openPkcs12, readPkcs7 } from '../read-store.js';
import { foundCertificate, foundProblem, type FoundTrust } from './found-trust.js';

/** @throws DomainError MATERIAL_UNREADABLE, NO_CERTIFICATE */
export function trustInPkcs7(ber: Uint8Array, source: Source): readonly FoundTrust[] {
  return readPkcs7(ber, source).certificates.map(({ der }) => foundCertificate(der));
}

/**
 * All certificates of a store but the one that a private key in it belongs to: that one is somebody's own.
 * @throws DomainError PASSPHRASE_REQUIRED, PASSPHRASE_WRONG, MATERIAL_UNREADABLE, TOO_LARGE
 */
export function trustInPkcs12(ber: Uint8Array, source: Source): readonly FoundTrust[] {
  const { certificates, keys } = openPkcs12(ber, source);
  const ownIds = new Set(keys.map(({ localKeyId }) => localKeyId).filter((id) => id !== ''));
  return certificates.map(({ der, alias, localKeyId }) =>
    ownIds.has(localKeyId) ? foundProblem(withPrivateKey(), alias) : foundCertificate(der, alias),
  );
}

/** @throws DomainError PASSPHRASE_WRONG, MATERIAL_UNREADABLE */
export function trustInJavaKeystore(bytes: Uint8Array, source: Source): readonly FoundTrust[] {
  return openJavaStore(bytes, source).entries.flatMap(({ kind, alias, certificates }) => {
    switch (kind) {
      case 'trusted certificate':
        return certificates.map((der) => foundCertificate(der, alias));
      case 'private key':
        return [foundProblem(withPrivateKey(), alias)];
    }
  });
}

export function withPrivateKey(): Error {
  return refusal(
    'MATERIAL_UNREADABLE',
    'This is a private key, or a certificate with its private key. A truststore has neither: create a certificate from it instead.',
  );
}
