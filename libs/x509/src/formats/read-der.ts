import { derKind, type KeyForm } from './der-kind.js';
import type { FoundMaterial, Source } from './found-material.js';
import { otherFormatRefusal } from './other-formats.js';
import { readPkcs12Store, readPkcs7 } from './read-store.js';

/**
 * Takes one DER value for the certificate, key or store that it is.
 * @throws DomainError MATERIAL_UNREADABLE for other formats; a store's reasons
 */
export function readDer(der: Uint8Array, source: Source): FoundMaterial {
  const { origin, name } = source;
  const found = derKind(der);
  switch (found.kind) {
    case 'certificate':
      return { certificates: [{ origin, der }], keys: [], sources: [{ name, format: 'DER certificate' }] };
    case 'key':
      return keyFound(der, source, found.form);
    case 'pkcs7':
      return readPkcs7(der, source);
    case 'pkcs12':
      return readPkcs12Store(der, source);
    case 'other':
      throw otherFormatRefusal(origin, found.format);
  }
}

const formats: Readonly<Record<KeyForm, string>> = {
  pkcs8: 'DER PKCS#8 private key',
  'encrypted pkcs8': 'DER encrypted PKCS#8 private key',
  pkcs1: 'DER RSA private key',
  sec1: 'DER EC private key',
};

function keyFound(der: Uint8Array, { origin, name }: Source, form: KeyForm): FoundMaterial {
  const isEncrypted = form === 'encrypted pkcs8';
  return {
    certificates: [],
    keys: [
      {
        origin,
        input: { key: Buffer.from(der), format: 'der', type: isEncrypted ? 'pkcs8' : form },
        encryption: isEncrypted ? 'own' : 'none',
        encryptedInfo: isEncrypted ? der : undefined,
      },
    ],
    sources: [{ name, format: formats[form] }],
  };
}
