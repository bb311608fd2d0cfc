import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/**
 * A file that only this node opens: AES-256-GCM (NIST SP 800-38D) with a key derived by HKDF-SHA-256 (RFC 5869) from the
 * node's token or private key, or from a key that is given, and a salt of its own for each writing.
 *
 * Bytes: `CKNC`, format 1, salt 16, nonce 12, tag 16, ciphertext. What stands before the nonce, the file's kind and
 * what it is bound to are authenticated with it.
 */
const magic = Buffer.from('CKNC');
const format = 1;
const lengths = { salt: 16, nonce: 12, tag: 16 } as const;
const headerLength = magic.length + 1;
const prefixLength = headerLength + lengths.salt + lengths.nonce + lengths.tag;

/** What a file is for, so that none can be taken for another. */
export interface Binding {
  readonly kind: 'state' | 'mark' | 'truststore' | 'truststore-mark';
  /** Where Certkeep is. */
  readonly endpoint: string;
}

export function seal(plain: Uint8Array, secret: string | Uint8Array, binding: Binding): Buffer {
  const header = Buffer.concat([magic, Buffer.of(format), randomBytes(lengths.salt)]);
  const nonce = randomBytes(lengths.nonce);
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret, header.subarray(headerLength)), nonce);
  cipher.setAAD(associated(header, binding));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([header, nonce, cipher.getAuthTag(), sealed]);
}

/**
 * @returns undefined when it is broken, altered, from another node or endpoint, or of another format; which of these
 * can't be told
 */
export function open(file: Uint8Array, secret: string | Uint8Array, binding: Binding): Buffer | undefined {
  const bytes = Buffer.from(file);
  if (bytes.length < prefixLength || !bytes.subarray(0, magic.length).equals(magic) || bytes[magic.length] !== format) {
    return undefined;
  }
  const header = bytes.subarray(0, headerLength + lengths.salt);
  const nonce = bytes.subarray(header.length, header.length + lengths.nonce);
  const tag = bytes.subarray(header.length + lengths.nonce, prefixLength);
  const key = keyOf(secret, header.subarray(headerLength));
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: lengths.tag });
  decipher.setAAD(associated(header, binding));
  decipher.setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(bytes.subarray(prefixLength)), decipher.final()]);
  } catch {
    return undefined;
  }
}

function keyOf(secret: string | Uint8Array, salt: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, 'certkeep-node-client cache', 32));
}

function associated(header: Uint8Array, { kind, endpoint }: Binding): Buffer {
  return Buffer.concat([header, Buffer.from(JSON.stringify([kind, endpoint]))]);
}
