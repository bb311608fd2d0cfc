import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { open, seal, type Binding } from './sealed-file.js';

const binding: Binding = { kind: 'state', endpoint: 'https://certkeep.example.org:8701' };
const token = 'ckn_token';
const plain = Buffer.from('what is kept');

describe('a sealed file', () => {
  it('opens for the one who sealed it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string({ minLength: 1 }), (bytes, secret) => {
        expect(open(seal(bytes, secret, binding), secret, binding)).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it('shows nothing of what is in it, and is another one each time', () => {
    const file = seal(plain, token, binding);
    expect(file.includes(plain)).toBe(false);
    expect(seal(plain, token, binding).equals(file)).toBe(false);
  });

  it.each([
    ['another token', 'other', binding],
    ['another endpoint', token, { ...binding, endpoint: 'https://other:8701' }],
    ['another kind', token, { ...binding, kind: 'mark' }],
  ] as const)('does not open with %s', (_, secret, other) => {
    expect(open(seal(plain, token, binding), secret, other)).toBeUndefined();
  });

  it('does not open with any single bit changed', () => {
    const file = seal(plain, token, binding);
    for (let bit = 0; bit < file.length * 8; bit++) {
      const altered = Buffer.from(file);
      altered.writeUInt8(altered.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(open(altered, token, binding)).toBeUndefined();
    }
  });

  it('does not open when it is cut short or has more at its end', () => {
    const file = seal(plain, token, binding);
    for (let length = 0; length < file.length; length++) {
      expect(open(file.subarray(0, length), token, binding)).toBeUndefined();
    }
    expect(open(Buffer.concat([file, Buffer.of(0)]), token, binding)).toBeUndefined();
  });
});
