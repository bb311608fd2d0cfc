import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/**
 * A sealed secret in bytes: format 1, the key id's length and text, then the wrapped data key and the ciphertext,
 * each as AES-256-GCM nonce (12), tag (16) and body.
 * @see NIST SP 800-38D; a fresh random data key and nonces for each secret, so no nonce repeats under a data key
 */
const format = 1;
const nonceLength = 12;
const tagLength = 16;
const keyLength = 32;
const boxedKeyLength = nonceLength + tagLength + keyLength;

export interface KeyEncryptionKey {
  readonly id: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
}

/** Seals a secret under a data key of its own, which the key-encryption key wraps. `binding` must be shown again to open it. */
export function sealEnvelope(secret: Uint8Array, keyEncryptionKey: KeyEncryptionKey, binding: Uint8Array): Uint8Array {
  const dataKey = randomBytes(keyLength);
  const id = Buffer.from(keyEncryptionKey.id, 'utf8');
  const envelope = Buffer.concat([
    Buffer.of(format, id.length),
    id,
    box(dataKey, keyEncryptionKey.key, binding),
    box(secret, dataKey, binding),
  ]);
  dataKey.fill(0);
  return envelope;
}

/** @returns the id of the key that wraps this envelope's data key, without opening it */
export function keyIdOfEnvelope(envelope: Uint8Array): string {
  const [version, idLength] = envelope;
  if (version !== format || idLength === undefined || envelope.length < 2 + idLength + boxedKeyLength) {
    throw new EnvelopeError('the sealed secret is not in a format that this Certkeep knows');
  }
  return Buffer.from(envelope.subarray(2, 2 + idLength)).toString('utf8');
}

/** @throws EnvelopeError when the key is another, the binding is another record's, or a byte was changed */
export function openEnvelope(envelope: Uint8Array, { id, key }: KeyEncryptionKey, binding: Uint8Array): Uint8Array {
  if (keyIdOfEnvelope(envelope) !== id) throw new EnvelopeError('the sealed secret was sealed under another key');
  const start = 2 + Buffer.byteLength(id, 'utf8');
  const dataKey = unbox(envelope.subarray(start, start + boxedKeyLength), key, binding);
  try {
    return unbox(envelope.subarray(start + boxedKeyLength), dataKey, binding);
  } finally {
    dataKey.fill(0);
  }
}

/** Failing to open is an error, always: there is no value to fall back to. */
export class EnvelopeError extends Error {
  override readonly name = 'EnvelopeError';
}

function box(plain: Uint8Array, key: Uint8Array, binding: Uint8Array): Uint8Array {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(binding);
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

function unbox(boxed: Uint8Array, key: Uint8Array, binding: Uint8Array): Buffer {
  try {
    const nonce = boxed.subarray(0, nonceLength);
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength }).setAAD(binding);
    decipher.setAuthTag(boxed.subarray(nonceLength, nonceLength + tagLength));
    return Buffer.concat([decipher.update(boxed.subarray(nonceLength + tagLength)), decipher.final()]);
  } catch (cause) {
    throw new EnvelopeError('the sealed secret does not open with this key for this record', { cause });
  }
}
