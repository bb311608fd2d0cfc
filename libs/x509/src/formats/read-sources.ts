import { fileKind, pasteKind } from './file-kind.js';
import type { FoundMaterial, Source } from './found-material.js';
import { refusal } from '../intake/intake-errors.js';
import type { BroughtMaterial, IntakeLimits, MaterialFile } from '../intake/material.js';
import { otherFormatRefusal } from './other-formats.js';
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

/** @throws DomainError TOO_LARGE */
export function refuseTooManyBytes(input: BroughtMaterial, { bytes }: Pick<IntakeLimits, 'bytes'>): void {
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
  const origin = originOf(name);
  const source: Source = { name, origin, passphrase, budget };
  if (content.length === 0) throw refusal('MATERIAL_UNREADABLE', `${origin} is empty. Choose the file again.`);
  const found = fileKind(content);
  switch (found.kind) {
    case 'der':
      return readDer(found.der, source);
    case 'pem':
      return readPem(found.text, source);
    case 'jks':
      return readJavaStore(content, source);
    case 'jceks':
      throw otherFormatRefusal(origin, 'JCEKS');
    case 'zip':
    case 'unknown':
      throw unknownFile(origin);
  }
}

/** For messages: a file by its name. */
export function originOf(name: string): string {
  return name === '' ? 'the file' : `“${name.slice(0, 128)}”`;
}

export function unknownFile(origin: string): Error {
  return refusal(
    'MATERIAL_UNREADABLE',
    `${origin} is neither PEM nor DER nor a store. Choose a certificate, key or store (.pem, .crt, .cer, .der, .key, .p7b, .p12, .pfx).`,
  );
}

function readPaste(text: string, encoding: 'BASE64' | 'BASE64PEM' | undefined, source: Source): FoundMaterial {
  const found = pasteKind(text, encoding);
  return found.kind === 'pem' ? readPem(found.text, source) : readDer(found.der, source);
}
