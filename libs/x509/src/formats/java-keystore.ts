import { createHash, timingSafeEqual } from 'node:crypto';
import { asBuffer } from '../der/der-values.js';
import { textOfModifiedUtf8 } from './modified-utf8.js';

/** What a Java keystore of the type JKS holds; its private keys are passed over. */
export interface JavaKeystore {
  readonly entries: readonly JavaKeystoreEntry[];
}

export interface JavaKeystoreEntry {
  readonly kind: 'trusted certificate' | 'private key';
  readonly alias: string;
  /** DER; of a private key its chain, the leaf first. */
  readonly certificates: readonly Uint8Array[];
}

export class JavaKeystorePasswordError extends Error {}

export const javaKeystoreMagic = 0xfeedfeed;
const digestBytes = 20;
/** As a store of version 2 names the kind of a certificate. */
export const x509 = 'X.509';
const privateKeyTag = 1;
export const trustedCertificateTag = 2;

export function isJavaKeystore(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && asBuffer(bytes).readUInt32BE(0) === javaKeystoreMagic;
}

/**
 * Reads JKS as sun.security.provider.JavaKeyStore writes it. Nothing in it is an object that would be brought to life.
 * @param password checks that nothing has been altered; certificates can be read without
 * @throws JavaKeystorePasswordError when the password is another, or something was altered
 * @throws RangeError for what is no such store
 */
export function readJavaKeystore(bytes: Uint8Array, password: string | undefined): JavaKeystore {
  if (bytes.length < 12 + digestBytes) throw new RangeError('cut off');
  const body = bytes.subarray(0, -digestBytes);
  if (password !== undefined) checkDigest(body, bytes.subarray(-digestBytes), password);
  const reader = new Reader(asBuffer(body));
  if (reader.number(4) !== javaKeystoreMagic) throw new RangeError('no Java keystore');
  const version = reader.number(4);
  if (version !== 1 && version !== 2) throw new RangeError('another version');
  const count = reader.number(4);
  const entries: JavaKeystoreEntry[] = [];
  for (let index = 0; index < count; index++) entries.push(entryFrom(reader, version));
  if (reader.left > 0) throw new RangeError('something comes after the last entry');
  return { entries };
}

function entryFrom(reader: Reader, version: number): JavaKeystoreEntry {
  const tag = reader.number(4);
  const alias = reader.text();
  reader.skip(8);
  switch (tag) {
    case privateKeyTag: {
      reader.skip(reader.number(4));
      const count = reader.number(4);
      const certificates: Uint8Array[] = [];
      for (let index = 0; index < count; index++) certificates.push(certificateFrom(reader, version));
      return { kind: 'private key', alias, certificates };
    }
    case trustedCertificateTag:
      return { kind: 'trusted certificate', alias, certificates: [certificateFrom(reader, version)] };
    default:
      throw new RangeError('an entry of another kind');
  }
}

function certificateFrom(reader: Reader, version: number): Uint8Array {
  if (version === 2 && reader.text() !== x509) throw new RangeError('a certificate of another kind');
  return reader.bytes(reader.number(4));
}

function checkDigest(body: Uint8Array, digest: Uint8Array, password: string): void {
  if (!timingSafeEqual(javaKeystoreDigest(body, password), digest)) {
    throw new JavaKeystorePasswordError('another password');
  }
}

/** Sun's own construction: the password in UTF-16, a phrase, and all that is there. */
export function javaKeystoreDigest(body: Uint8Array, password: string): Uint8Array {
  return createHash('sha1')
    .update(Buffer.from(password, 'utf16le').swap16())
    .update('Mighty Aphrodite')
    .update(body)
    .digest();
}

/** Every entry takes bytes, so that a count that is a lie ends with the bytes. */
class Reader {
  private at = 0;

  constructor(private readonly source: Buffer) {}

  get left(): number {
    return this.source.length - this.at;
  }

  skip(count: number): void {
    if (count > this.left) throw new RangeError('cut off');
    this.at += count;
  }

  bytes(count: number): Uint8Array {
    const start = this.at;
    this.skip(count);
    return this.source.subarray(start, this.at);
  }

  number(width: 2 | 4): number {
    return asBuffer(this.bytes(width)).readUIntBE(0, width);
  }

  text(): string {
    return textOfModifiedUtf8(this.bytes(this.number(2)));
  }
}
