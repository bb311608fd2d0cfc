import { createDecipheriv, createHmac } from 'node:crypto';
import { recordType, type TlsRecord } from './handshake-messages.js';

interface Suite {
  readonly cipher: 'aes-128-gcm' | 'aes-256-gcm' | 'chacha20-poly1305';
  readonly hash: 'sha256' | 'sha384';
  readonly keyLength: number;
}

/** By their names of RFC 8446 appendix B.4. */
const suites: Readonly<Record<string, Suite>> = {
  TLS_AES_128_GCM_SHA256: { cipher: 'aes-128-gcm', hash: 'sha256', keyLength: 16 },
  TLS_AES_256_GCM_SHA384: { cipher: 'aes-256-gcm', hash: 'sha384', keyLength: 32 },
  TLS_CHACHA20_POLY1305_SHA256: { cipher: 'chacha20-poly1305', hash: 'sha256', keyLength: 32 },
};
const tagLength = 16;

/**
 * Opens what a server has sent under its handshake keys (RFC 8446 section 5.2): we are one of the two that have them.
 * @param secret the server's handshake traffic secret
 * @returns the fragments of the handshake, as far as they can be opened
 */
export function decryptedHandshake(
  records: readonly TlsRecord[],
  secret: Buffer,
  suiteName: string,
): readonly Buffer[] {
  const suite = suites[suiteName];
  if (suite === undefined) return [];
  const key = expanded(suite, secret, 'key', suite.keyLength);
  const iv = expanded(suite, secret, 'iv', 12);
  const fragments: Buffer[] = [];
  for (const [sequence, record] of records.filter(({ type }) => type === recordType.applicationData).entries()) {
    const inner = opened(suite, key, nonce(iv, sequence), record);
    // The first record under the next keys ends the handshake.
    if (inner === undefined) break;
    if (inner.type === recordType.handshake) fragments.push(inner.content);
  }
  return fragments;
}

function opened({ cipher }: Suite, key: Buffer, iv: Buffer, { header, fragment }: TlsRecord) {
  if (fragment.length < tagLength) return undefined;
  const decipher = createDecipheriv(cipher as 'aes-128-gcm', key, iv, { authTagLength: tagLength });
  decipher.setAAD(header);
  decipher.setAuthTag(fragment.subarray(-tagLength));
  try {
    const plain = Buffer.concat([decipher.update(fragment.subarray(0, -tagLength)), decipher.final()]);
    // Padded with zeros; the type is the last byte that is none.
    const end = plain.findLastIndex((byte) => byte !== 0);
    return { type: plain[end], content: plain.subarray(0, Math.max(end, 0)) };
  } catch {
    return undefined;
  }
}

/** RFC 8446 section 5.3. */
function nonce(iv: Buffer, sequence: number): Buffer {
  const result = Buffer.from(iv);
  result.writeUInt32BE((result.readUInt32BE(8) ^ sequence) >>> 0, 8);
  return result;
}

/** HKDF-Expand-Label (RFC 8446 section 7.1) with no context, for no more bytes than the hash has. */
function expanded({ hash }: Suite, secret: Buffer, label: string, length: number): Buffer {
  const name = Buffer.from(`tls13 ${label}`);
  const info = Buffer.concat([Buffer.from([0, length, name.length]), name, Buffer.from([0, 1])]);
  return createHmac(hash, secret).update(info).digest().subarray(0, length);
}
