import type { FoundMaterial } from './found-material.js';
import { refusal } from '../intake/intake-errors.js';
import { otherFormatOfLabel, otherFormatRefusal } from './other-formats.js';
import { readPemText, type PemBlock } from './pem-blocks.js';
import type { FoundKey } from '../key/read-private-key.js';

const certificateLabels: ReadonlySet<string> = new Set(['CERTIFICATE', 'X509 CERTIFICATE']);
const keyLabels: ReadonlySet<string> = new Set([
  'PRIVATE KEY',
  'ENCRYPTED PRIVATE KEY',
  'RSA PRIVATE KEY',
  'EC PRIVATE KEY',
]);

/**
 * Takes the certificates and keys out of a PEM text.
 * @param origin for messages: `“name”`, `the pasted text`
 * @throws DomainError MATERIAL_UNREADABLE for a text that was cut off, and for one with neither in it
 */
export function readPem(text: string, origin: string, name: string): FoundMaterial {
  const { blocks, unfinished } = readPemText(text);
  if (unfinished[0] !== undefined) {
    throw refusal(
      'MATERIAL_UNREADABLE',
      `${origin} is cut off: a block begins with -----BEGIN ${unfinished[0]}----- and has no end. Copy all of it.`,
    );
  }
  const certificates = blocks
    .filter(({ label }) => certificateLabels.has(label))
    .map(({ body }) => ({ origin, der: body }));
  const keys = blocks.filter(({ label }) => keyLabels.has(label)).map((block) => pemKey(block, origin));
  const labels = [...new Set(blocks.map(({ label }) => label))];
  if (certificates.length + keys.length === 0) throw nothingToRead(labels, origin);
  return { certificates, keys, sources: [{ name, format: `PEM (${labels.join(', ')})` }] };
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
    isEncrypted: isPkcs8Encrypted || isLegacyEncrypted,
    encryptedInfo: isPkcs8Encrypted ? body : undefined,
  };
}
