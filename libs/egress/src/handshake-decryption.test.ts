import fc from 'fast-check';
import { createCipheriv } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decryptedHandshake } from './handshake-decryption.js';
import { recordsIn, type TlsRecord } from './handshake-messages.js';

// RFC 8448 section 3: the server's handshake traffic secret, and the key and the IV that come of it.
const secret = Buffer.from('b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38', 'hex');
const key = Buffer.from('3fce516009c21727d0f2e4e86ee403bc', 'hex');
const iv = Buffer.from('5d313eb2671276ee13000b30', 'hex');
const suite = 'TLS_AES_128_GCM_SHA256';
const handshake = 22;
const alert = 21;

function sealed(sequence: number, content: string, { type = handshake, padding = 0 } = {}): TlsRecord {
  const plain = Buffer.concat([Buffer.from(content), Buffer.from([type]), Buffer.alloc(padding)]);
  const header = Buffer.from([23, 3, 3, 0, plain.length + 16]);
  const nonce = Buffer.from(iv);
  nonce.writeUInt8(nonce.readUInt8(11) ^ sequence, 11);
  const cipher = createCipheriv('aes-128-gcm', key, nonce).setAAD(header);
  const fragment = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return { type: 23, header, fragment };
}
const opened = (...records: TlsRecord[]) => decryptedHandshake(records, secret, suite).map((each) => each.toString());

describe('what a server sends under its handshake keys', () => {
  it('is opened with the keys of RFC 8448, record after record', () => {
    expect(opened(sealed(0, 'first'), sealed(1, 'second'))).toEqual(['first', 'second']);
  });

  it('is opened without its padding', () => {
    expect(opened(sealed(0, 'padded', { padding: 40 }))).toEqual(['padded']);
  });

  it('counts when it is of the handshake; other records stand between, in the clear and not', () => {
    const changeCipherSpec: TlsRecord = {
      type: 20,
      header: Buffer.from([20, 3, 3, 0, 1]),
      fragment: Buffer.from([1]),
    };
    expect(opened(changeCipherSpec, sealed(0, 'first'), sealed(1, 'x', { type: alert }), sealed(2, 'third'))).toEqual([
      'first',
      'third',
    ]);
  });

  it('ends where a record was tampered with, is out of turn, or under other keys', () => {
    const tampered = sealed(1, 'second');
    tampered.fragment.writeUInt8(tampered.fragment.readUInt8(0) ^ 1, 0);
    expect(opened(sealed(0, 'first'), tampered, sealed(2, 'third'))).toEqual(['first']);
    expect(opened(sealed(1, 'second'), sealed(0, 'first'))).toEqual([]);
  });

  it('is nothing under a suite that TLS 1.3 doesn’t have', () => {
    expect(decryptedHandshake([sealed(0, 'first')], secret, 'AES128-SHA')).toEqual([]);
  });

  it('is tried on anything at all without an error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.uint8Array({ maxLength: 64 }), (stream, anySecret) => {
        const start = Buffer.from([23, 3, 3, 0, stream.length]);
        expect(decryptedHandshake(recordsIn(Buffer.concat([start, stream])), Buffer.from(anySecret), suite)).toEqual(
          [],
        );
      }),
    );
  });
});
