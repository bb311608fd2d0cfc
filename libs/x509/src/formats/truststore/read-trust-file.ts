import { derKind } from '../der-kind.js';
import type { FileKind } from '../file-kind.js';
import type { Source } from '../found-material.js';
import { otherFormatRefusal } from '../other-formats.js';
import { unknownFile } from '../read-sources.js';
import { foundCertificate, foundProblem, type FoundTrust } from './found-trust.js';
import { trustInPem } from './read-trust-pem.js';
import { trustInJavaKeystore, trustInPkcs12, trustInPkcs7, withPrivateKey } from './read-trust-stores.js';

/**
 * Everything in one file that may be meant to be trusted.
 * @param found what the content is
 * @throws DomainError PASSPHRASE_REQUIRED, PASSPHRASE_WRONG, MATERIAL_UNREADABLE, NO_CERTIFICATE, TOO_LARGE
 */
export function trustInFile(found: FileKind, content: Uint8Array, source: Source): readonly FoundTrust[] {
  const { origin } = source;
  switch (found.kind) {
    case 'der':
      return trustInDer(found.der, source);
    case 'pem':
      return trustInPem(found.text, source);
    case 'jks':
      return trustInJavaKeystore(content, source);
    case 'jceks':
      throw otherFormatRefusal(origin, 'JCEKS');
    case 'zip':
    case 'unknown':
      throw unknownFile(origin);
  }
}

function trustInDer(der: Uint8Array, source: Source): readonly FoundTrust[] {
  const found = derKind(der);
  switch (found.kind) {
    case 'certificate':
      return [foundCertificate(der)];
    case 'key':
      return [foundProblem(withPrivateKey())];
    case 'pkcs7':
      return trustInPkcs7(der, source);
    case 'pkcs12':
      return trustInPkcs12(der, source);
    case 'other':
      throw otherFormatRefusal(source.origin, found.format);
  }
}
