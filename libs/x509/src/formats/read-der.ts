import { derKind, type KeyForm } from './der-kind.js';
import type { FoundMaterial } from './found-material.js';
import { otherFormatRefusal } from './other-formats.js';

/**
 * Takes one DER value for the certificate or key that it is.
 * @param origin for messages: `“name”`, `the pasted text`
 * @throws DomainError MATERIAL_UNREADABLE for other formats
 */
export function readDer(der: Uint8Array, origin: string, name: string): FoundMaterial {
  const found = derKind(der);
  switch (found.kind) {
    case 'certificate':
      return { certificates: [{ origin, der }], keys: [], sources: [{ name, format: 'DER certificate' }] };
    case 'key':
      return keyFound(der, origin, name, found.form);
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

function keyFound(der: Uint8Array, origin: string, name: string, form: KeyForm): FoundMaterial {
  const isEncrypted = form === 'encrypted pkcs8';
  const input = {
    key: Buffer.from(der),
    format: 'der',
    type: form === 'encrypted pkcs8' ? 'pkcs8' : form,
  } as const;
  return {
    certificates: [],
    keys: [{ origin, input, isEncrypted, encryptedInfo: isEncrypted ? der : undefined }],
    sources: [{ name, format: formats[form] }],
  };
}
