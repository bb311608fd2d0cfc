import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isSamePublicKey } from './key-match.js';

const info = (pair: { publicKey: KeyObject }) => new Uint8Array(pair.publicKey.export({ type: 'spki', format: 'der' }));
const ec = (namedCurve: string) => info(generateKeyPairSync('ec', { namedCurve }));
const rsa = info(generateKeyPairSync('rsa', { modulusLength: 1024 }));

describe('public keys', () => {
  it('are the same as themselves and as no other', () => {
    const keys = [ec('P-256'), ec('P-256'), ec('P-384'), rsa, info(generateKeyPairSync('ed25519'))];
    for (const [index, one] of keys.entries()) {
      expect(keys.map((other) => isSamePublicKey(one, other))).toEqual(keys.map((_, other) => other === index));
    }
  });

  it('are the same where one says NULL for no parameters, and the other says nothing', () => {
    const hex = Buffer.from(rsa).toString('hex');
    const algorithm = '06092a864886f70d010101';
    expect(hex).toContain(`300d${algorithm}0500`);
    const shorter = Buffer.from(hex.replace(`300d${algorithm}0500`, `300b${algorithm}`), 'hex');
    shorter[2] = (shorter[2] ?? 0) - 2;
    expect(isSamePublicKey(rsa, shorter)).toBe(true);
  });

  it('on two curves are never the same', () => {
    const key = ec('P-256');
    const curve = Buffer.from(key).indexOf(Buffer.from('2a8648ce3d030107', 'hex'));
    expect(isSamePublicKey(key, key.with(curve + 7, 8))).toBe(false);
  });
});
