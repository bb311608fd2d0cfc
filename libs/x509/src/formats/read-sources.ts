import { derTag, isOneSequence } from '../der/der-elements.js';
import type { FoundMaterial, Source } from './found-material.js';
import { refusal } from '../intake/intake-errors.js';
import type { BroughtMaterial, IntakeLimits, MaterialFile } from '../intake/material.js';
import { isJavaKeystore } from './java-keystore.js';
import { isJceks, otherFormatRefusal } from './other-formats.js';
import { looksLikePem } from './pem-blocks.js';
import { readDer } from './read-der.js';
import { readPem } from './read-pem.js';
import type { RoundBudget } from './pkcs12/round-budget.js';
import { readJavaStore } from './read-store.js';

/**
 * Tells certificates, keys and stores by their bytes, and opens the stores.
 * @throws DomainError MATERIAL_UNREADABLE, NO_CERTIFICATE, ENCODING_MISMATCH, TOO_LARGE, PASSPHRASE_REQUIRED, PASSPHRASE_WRONG
 */
export function readSources(input: BroughtMaterial, limits: IntakeLimits, budget: RoundBudget): FoundMaterial {
  refuseTooManyBytes(input, limits);
  const { passphrase } = input;
  const found =
    input.kind === 'files'
      ? input.files.map((file) => readFile(file, passphrase, budget))
      : [readPaste(input.text, input.encoding, { name: '', origin: 'the pasted text', passphrase, budget })];
  const keys = found.flatMap((each) => each.keys);
  refuseTooManyKeys(keys.length, limits);
  return {
    certificates: found.flatMap(({ certificates }) => certificates),
    keys,
    sources: found.flatMap(({ sources }) => sources),
  };
}

function refuseTooManyKeys(count: number, { keys }: IntakeLimits): void {
  if (count <= keys) return;
  throw refusal('TOO_LARGE', `There are ${count} private keys here, and one upload may have ${keys}. Leave some out.`, {
    limit: 'private_keys',
    limit_value: String(keys),
  });
}

function refuseTooManyBytes(input: BroughtMaterial, { bytes }: IntakeLimits): void {
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

/** @throws DomainError as {@link readSources} */
export function readFile(
  { name, content }: MaterialFile,
  passphrase: string | undefined,
  budget: RoundBudget,
): FoundMaterial {
  const origin = name === '' ? 'the file' : `“${name.slice(0, 128)}”`;
  const source: Source = { name, origin, passphrase, budget };
  if (content.length === 0) throw refusal('MATERIAL_UNREADABLE', `${origin} is empty. Choose the file again.`);
  // Before PEM is looked for: a certificate in DER can have any text inside.
  if (isOneSequence(content)) return readDer(content, source);
  const text = Buffer.from(content).toString('latin1');
  if (looksLikePem(text)) return readPem(text, source);
  if (content[0] === derTag.sequence) return readDer(content, source);
  const base64 = bareBase64(text);
  if (base64 !== undefined) return readDer(base64, source);
  if (isJavaKeystore(content)) return readJavaStore(content, source);
  if (isJceks(content)) throw otherFormatRefusal(origin, 'JCEKS');
  throw refusal(
    'MATERIAL_UNREADABLE',
    `${origin} is neither PEM nor DER nor a store. Choose a certificate, key or store (.pem, .crt, .cer, .der, .key, .p7b, .p12, .pfx).`,
  );
}

function readPaste(text: string, encoding: 'BASE64' | 'BASE64PEM' | undefined, source: Source): FoundMaterial {
  if (text.trim() === '') throw refusal('NO_CERTIFICATE', 'Nothing was pasted. Paste a certificate.');
  const isPem = looksLikePem(text);
  if (encoding === 'BASE64' && isPem) {
    throw refusal('ENCODING_MISMATCH', 'This text has PEM armour (-----BEGIN …). Choose the encoding type BASE64PEM.');
  }
  if (encoding === 'BASE64PEM' && !isPem) {
    throw refusal('ENCODING_MISMATCH', 'This text has no PEM armour (-----BEGIN …). Choose the encoding type BASE64.');
  }
  if (isPem) return readPem(text, source);
  const der = bareBase64(text);
  if (der === undefined) {
    throw refusal(
      'MATERIAL_UNREADABLE',
      'The pasted text is neither PEM nor Base64. Copy the whole certificate and paste it again.',
    );
  }
  return readDer(der, source);
}

/** @returns undefined for what is no Base64, or Base64 of something else than a DER SEQUENCE, as many a word is */
function bareBase64(text: string): Buffer | undefined {
  const joined = text.replaceAll(/\s+/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(joined)) return undefined;
  const der = Buffer.from(joined, 'base64');
  return der[0] === derTag.sequence ? der : undefined;
}
