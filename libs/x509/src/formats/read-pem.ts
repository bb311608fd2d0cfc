import { firstElement, isOneSequence } from '../der/der-elements.js';
import { refusal } from '../intake/intake-errors.js';
import type { FoundKey } from '../key/read-private-key.js';
import type { FoundMaterial, Source } from './found-material.js';
import { otherFormatOfLabel, otherFormatRefusal } from './other-formats.js';
import { readPemText, type PemBlock } from './pem-blocks.js';
import { readPkcs12Store, readPkcs7 } from './read-store.js';

/**
 * Takes the certificates and keys out of a PEM text.
 * @throws DomainError MATERIAL_UNREADABLE for a text that was cut off, and for one with neither in it; a store's reasons
 */
export function readPem(text: string, source: Source): FoundMaterial {
  const { origin, name } = source;
  const { blocks, unfinished } = readPemText(text);
  if (unfinished[0] !== undefined) {
    throw refusal(
      'MATERIAL_UNREADABLE',
      `${origin} is cut off: a block begins with -----BEGIN ${unfinished[0]}----- and has no end. Copy all of it.`,
    );
  }
  const found = blocks.map((block) => readBlock(block, source));
  const certificates = found.flatMap((block) => block?.certificates ?? []);
  const keys = found.flatMap((block) => block?.keys ?? []);
  const labels = [...new Set(blocks.map(({ label }) => label))];
  if (certificates.length + keys.length === 0) throw nothingToRead(labels, origin);
  return { certificates, keys, sources: [{ name, format: `PEM (${labels.join(', ')})` }] };
}

type FoundInBlock = Pick<FoundMaterial, 'certificates' | 'keys'>;

/** @returns undefined for a block that is passed over, as parameters and requests beside a certificate are */
function readBlock(block: PemBlock, source: Source): FoundInBlock | undefined {
  const { origin } = source;
  switch (block.label) {
    case 'CERTIFICATE':
    case 'X509 CERTIFICATE':
      return { certificates: [{ origin, der: block.body }], keys: [] };
    case 'TRUSTED CERTIFICATE':
      return { certificates: [{ origin, der: withoutTrust(block.body) }], keys: [] };
    case 'PKCS7':
    case 'PKCS #7 SIGNED DATA':
    case 'CMS':
      return readPkcs7(block.body, source);
    case 'PKCS12':
      return readPkcs12Store(block.body, source);
    case 'PRIVATE KEY':
    case 'ENCRYPTED PRIVATE KEY':
    case 'RSA PRIVATE KEY':
    case 'EC PRIVATE KEY':
      return { certificates: [], keys: [pemKey(block, origin)] };
    default:
      return undefined;
  }
}

/** OpenSSL writes what it trusts the certificate for after it: that is for OpenSSL's settings, not for ours. */
export function withoutTrust(body: Uint8Array): Uint8Array {
  try {
    const { bytes } = firstElement(body);
    const rest = body.subarray(bytes.length);
    return rest.length === 0 || isOneSequence(rest) ? bytes : body;
  } catch {
    return body;
  }
}

function nothingToRead(labels: readonly string[], origin: string): Error {
  for (const label of labels) {
    const format = otherFormatOfLabel(label);
    if (format !== undefined) return otherFormatRefusal(origin, format);
  }
  const held = labels.length === 0 ? 'no whole block' : labels.slice(0, 5).join(', ');
  return refusal(
    'MATERIAL_UNREADABLE',
    `The PEM in ${origin} has ${held}, and neither a certificate nor a private key. Choose one that has.`,
  );
}

function pemKey({ label, text, body, isLegacyEncrypted }: PemBlock, origin: string): FoundKey {
  const isPkcs8Encrypted = label === 'ENCRYPTED PRIVATE KEY';
  return {
    origin,
    input: { key: Buffer.from(text, 'latin1'), format: 'pem' },
    encryption: isPkcs8Encrypted || isLegacyEncrypted ? 'own' : 'none',
    encryptedInfo: isPkcs8Encrypted ? body : undefined,
  };
}
