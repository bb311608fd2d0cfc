import { derTag, isOneSequence } from '../der/der-elements.js';
import { refusal } from '../intake/intake-errors.js';
import { isJavaKeystore } from './java-keystore.js';
import { isJceks } from './other-formats.js';
import { looksLikePem } from './pem-blocks.js';
import { isZip } from './zip/read-zip.js';

/** What some bytes are, told by the bytes alone. */
export type FileKind =
  | { readonly kind: 'der'; readonly der: Uint8Array }
  | { readonly kind: 'pem'; readonly text: string }
  | { readonly kind: 'jks' | 'jceks' | 'zip' | 'unknown' };

export function fileKind(content: Uint8Array): FileKind {
  // Before PEM is looked for: a certificate in DER can have any text inside.
  if (isOneSequence(content)) return { kind: 'der', der: content };
  if (isZip(content)) return { kind: 'zip' };
  if (isJavaKeystore(content)) return { kind: 'jks' };
  if (isJceks(content)) return { kind: 'jceks' };
  const text = Buffer.from(content).toString('latin1');
  if (looksLikePem(text)) return { kind: 'pem', text };
  if (content[0] === derTag.sequence) return { kind: 'der', der: content };
  const base64 = bareBase64(text);
  return base64 === undefined ? { kind: 'unknown' } : { kind: 'der', der: base64 };
}

/** @throws DomainError NO_CERTIFICATE, ENCODING_MISMATCH, MATERIAL_UNREADABLE */
export function pasteKind(
  text: string,
  encoding: 'BASE64' | 'BASE64PEM' | undefined,
): Extract<FileKind, { readonly kind: 'der' | 'pem' }> {
  if (text.trim() === '') throw refusal('NO_CERTIFICATE', 'Nothing was pasted. Paste a certificate.');
  const isPem = looksLikePem(text);
  if (encoding === 'BASE64' && isPem) {
    throw refusal('ENCODING_MISMATCH', 'This text has PEM armour (-----BEGIN …). Choose the encoding type BASE64PEM.');
  }
  if (encoding === 'BASE64PEM' && !isPem) {
    throw refusal('ENCODING_MISMATCH', 'This text has no PEM armour (-----BEGIN …). Choose the encoding type BASE64.');
  }
  if (isPem) return { kind: 'pem', text };
  const der = bareBase64(text);
  if (der === undefined) {
    throw refusal(
      'MATERIAL_UNREADABLE',
      'The pasted text is neither PEM nor Base64. Copy the whole certificate and paste it again.',
    );
  }
  return { kind: 'der', der };
}

/** @returns undefined for what is no Base64, or Base64 of something else than a DER SEQUENCE, as many a word is */
function bareBase64(text: string): Buffer | undefined {
  const joined = text.replaceAll(/\s+/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(joined)) return undefined;
  const der = Buffer.from(joined, 'base64');
  return der[0] === derTag.sequence ? der : undefined;
}
