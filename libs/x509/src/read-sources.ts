import { fromBER, ObjectIdentifier, OctetString, Sequence, Integer } from 'asn1js';
import { refusal } from './intake-errors.js';
import type { IntakeLimits, MaterialInput } from './material.js';
import { looksLikePem, pemBlocks, type PemBlock } from './pem-blocks.js';
import type { FoundKey } from './read-private-key.js';

/** Everything that was found in the material, in the order it stands there. */
export interface FoundMaterial {
  readonly certificates: readonly { readonly origin: string; readonly der: Uint8Array }[];
  readonly keys: readonly FoundKey[];
  readonly sources: readonly { readonly name: string; readonly format: string }[];
}

/** Tells certificates and keys apart by their bytes. @throws DomainError MATERIAL_UNREADABLE, ENCODING_MISMATCH, TOO_LARGE */
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

function readFile({ name, content }: { readonly name: string; readonly content: Uint8Array }): FoundMaterial {
  const origin = name === '' ? 'the file' : `“${name.slice(0, 128)}”`;
  if (content.length === 0) throw refusal('MATERIAL_UNREADABLE', `${origin} is empty. Choose the file again.`);
  const text = Buffer.from(content).toString('latin1');
  if (looksLikePem(text)) return readPem(text, origin, name);
  if (content[0] === derSequence) return readDer(content, origin, name);
  const base64 = bareBase64(text);
  if (base64 !== undefined) return readDer(base64, origin, name);
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
  return der[0] === derSequence ? der : undefined;
}

/** The first byte of every certificate and key in DER (X.690 section 8.9). */
const derSequence = 0x30;

function readPem(text: string, origin: string, name: string): FoundMaterial {
  const blocks = pemBlocks(text);
  if (blocks.length === 0) {
    throw refusal(
      'MATERIAL_UNREADABLE',
      `The PEM in ${origin} has no complete block: its -----END line is missing. Copy all of it.`,
    );
  }
  const certificates = blocks
    .filter(({ label }) => certificateLabels.has(label))
    .map(({ body }) => ({ origin, der: body }));
  const keys = blocks.filter(({ label }) => keyLabels.has(label)).map((block) => pemKey(block, origin));
  const labels = [...new Set(blocks.map(({ label }) => label))];
  if (certificates.length + keys.length === 0) {
    throw refusal(
      'MATERIAL_UNREADABLE',
      `${origin} holds ${labels.join(', ')}, which is not read here. Convert it to a PEM certificate and key.`,
    );
  }
  return { certificates, keys, sources: [{ name, format: `PEM (${labels.join(', ')})` }] };
}

const certificateLabels: ReadonlySet<string> = new Set(['CERTIFICATE', 'X509 CERTIFICATE']);
const keyLabels: ReadonlySet<string> = new Set([
  'PRIVATE KEY',
  'ENCRYPTED PRIVATE KEY',
  'RSA PRIVATE KEY',
  'EC PRIVATE KEY',
]);

function pemKey({ label, text, body, isLegacyEncrypted }: PemBlock, origin: string): FoundKey {
  const isPkcs8Encrypted = label === 'ENCRYPTED PRIVATE KEY';
  return {
    origin,
    input: { key: Buffer.from(text, 'latin1'), format: 'pem' },
    isEncrypted: isPkcs8Encrypted || isLegacyEncrypted,
    encryptedInfo: isPkcs8Encrypted ? body : undefined,
  };
}

/** A DER value tells what it is by its first members (RFC 5280, 5958, 8017 appendix A, 5915, 2315, 7292). */
function readDer(der: Uint8Array, origin: string, name: string): FoundMaterial {
  const { result } = fromBER(new Uint8Array(der).buffer);
  const members = result instanceof Sequence ? result.valueBlock.value : [];
  const [first, second] = members;
  const key = (type: 'pkcs8' | 'pkcs1' | 'sec1', format: string, isEncrypted = false): FoundMaterial => ({
    certificates: [],
    keys: [
      {
        origin,
        input: { key: Buffer.from(der), format: 'der', type },
        isEncrypted,
        encryptedInfo: isEncrypted ? der : undefined,
      },
    ],
    sources: [{ name, format }],
  });
  if (first instanceof Integer && second instanceof Sequence && members.length >= 3) {
    const [inner] = second.valueBlock.value;
    if (inner instanceof ObjectIdentifier && members[2] instanceof OctetString)
      return key('pkcs8', 'DER PKCS#8 private key');
    throw convert(origin, 'a PKCS#12 store');
  }
  if (first instanceof Integer && second instanceof Sequence) throw convert(origin, 'a PKCS#12 store');
  if (first instanceof Integer && second instanceof Integer) return key('pkcs1', 'DER RSA private key');
  if (first instanceof Integer && second instanceof OctetString) return key('sec1', 'DER EC private key');
  if (first instanceof Sequence && second instanceof OctetString)
    return key('pkcs8', 'DER encrypted PKCS#8 private key', true);
  if (first instanceof ObjectIdentifier) throw convert(origin, 'a PKCS#7 bundle');
  return { certificates: [{ origin, der }], keys: [], sources: [{ name, format: 'DER certificate' }] };
}

function convert(origin: string, what: string): Error {
  return refusal(
    'MATERIAL_UNREADABLE',
    `${origin} looks like ${what}, which is not read yet. Convert it to PEM with openssl and choose that.`,
  );
}
