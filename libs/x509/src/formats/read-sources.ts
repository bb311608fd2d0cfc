import { derTag, isOneSequence } from '../der/der-elements.js';
import type { FoundMaterial } from './found-material.js';
import { refusal } from '../intake/intake-errors.js';
import type { IntakeLimits, MaterialFile, MaterialInput } from '../intake/material.js';
import { javaStore, otherFormatRefusal } from './other-formats.js';
import { looksLikePem } from './pem-blocks.js';
import { readDer } from './read-der.js';
import { readPem } from './read-pem.js';

/** Tells certificates and keys apart by their bytes. @throws DomainError MATERIAL_UNREADABLE, NO_CERTIFICATE, ENCODING_MISMATCH, TOO_LARGE */
export function readSources(input: MaterialInput, limits: IntakeLimits): FoundMaterial {
  refuseTooManyBytes(input, limits);
  const found = input.kind === 'files' ? input.files.map(readFile) : [readPaste(input.text, input.encoding)];
  return {
    certificates: found.flatMap(({ certificates }) => certificates),
    keys: found.flatMap(({ keys }) => keys),
    sources: found.flatMap(({ sources }) => sources),
  };
}

function refuseTooManyBytes(input: MaterialInput, { bytes }: IntakeLimits): void {
  const size =
    input.kind === 'files'
      ? input.files.reduce((total, { content }) => total + content.length, 0)
      : Buffer.byteLength(input.text, 'utf8');
  if (size <= bytes) return;
  throw refusal(
    'TOO_LARGE',
    `The material has ${size.toLocaleString('en')} bytes, and one upload may have ${bytes.toLocaleString('en')}. Leave out what is not needed.`,
    { limit: 'upload_bytes', limit_value: String(bytes), size: String(size) },
  );
}

function readFile({ name, content }: MaterialFile): FoundMaterial {
  const origin = name === '' ? 'the file' : `“${name.slice(0, 128)}”`;
  if (content.length === 0) throw refusal('MATERIAL_UNREADABLE', `${origin} is empty. Choose the file again.`);
  // Before PEM is looked for: a certificate in DER can have any text inside.
  if (isOneSequence(content)) return readDer(content, origin, name);
  const text = Buffer.from(content).toString('latin1');
  if (looksLikePem(text)) return readPem(text, origin, name);
  if (content[0] === derTag.sequence) return readDer(content, origin, name);
  const base64 = bareBase64(text);
  if (base64 !== undefined) return readDer(base64, origin, name);
  const store = javaStore(content);
  if (store !== undefined) throw otherFormatRefusal(origin, store);
  throw refusal(
    'MATERIAL_UNREADABLE',
    `${origin} is neither PEM nor DER. Choose a certificate or key file (.pem, .crt, .cer, .der, .key).`,
  );
}

function readPaste(text: string, encoding: 'BASE64' | 'BASE64PEM' | undefined): FoundMaterial {
  if (text.trim() === '') throw refusal('NO_CERTIFICATE', 'Nothing was pasted. Paste a certificate.');
  const isPem = looksLikePem(text);
  if (encoding === 'BASE64' && isPem) {
    throw refusal('ENCODING_MISMATCH', 'This text has PEM armour (-----BEGIN …). Choose the encoding type BASE64PEM.');
  }
  if (encoding === 'BASE64PEM' && !isPem) {
    throw refusal('ENCODING_MISMATCH', 'This text has no PEM armour (-----BEGIN …). Choose the encoding type BASE64.');
  }
  if (isPem) return readPem(text, 'the pasted text', '');
  const der = bareBase64(text);
  if (der === undefined) {
    throw refusal(
      'MATERIAL_UNREADABLE',
      'The pasted text is neither PEM nor Base64. Copy the whole certificate and paste it again.',
    );
  }
  return readDer(der, 'the pasted text', '');
}

/** @returns undefined for what is no Base64, or Base64 of something else than a DER SEQUENCE, as many a word is */
function bareBase64(text: string): Buffer | undefined {
  const joined = text.replaceAll(/\s+/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(joined)) return undefined;
  const der = Buffer.from(joined, 'base64');
  return der[0] === derTag.sequence ? der : undefined;
}
