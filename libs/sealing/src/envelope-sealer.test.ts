import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { EnvelopeSealer } from './envelope-sealer.js';
import { EnvelopeError } from './envelope.js';
import { keyringFromText } from './keyring.js';

const newSealer = () => new EnvelopeSealer(keyringFromText(randomBytes(32).toString('base64')));
const binding = { kind: 'private_key', companyId: 'company', recordId: 'record' } as const;

describe('a sealed secret', () => {
  const sealer = newSealer();

  it('opens to what was sealed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), (secret) => {
        expect(Buffer.from(sealer.open(sealer.seal(secret, binding).bytes, binding))).toEqual(Buffer.from(secret));
      }),
    );
  });

  it('does not show the secret', () => {
    const secret = Buffer.from('-----BEGIN PRIVATE KEY----- very secret');
    expect(Buffer.from(sealer.seal(secret, binding).bytes).includes('very secret')).toBe(false);
  });

  it('is different each time, although the secret is the same', () => {
    const secret = Buffer.from('secret');
    expect(sealer.seal(secret, binding).bytes).not.toEqual(sealer.seal(secret, binding).bytes);
  });

  it.each([
    { ...binding, recordId: 'another record' },
    { ...binding, companyId: 'another company' },
    { ...binding, kind: 'request_result' as const },
  ])('does not open for %o', (other) => {
    const { bytes } = sealer.seal(Buffer.from('secret'), binding);
    expect(() => sealer.open(bytes, other)).toThrow(EnvelopeError);
  });

  it('does not open under another key', () => {
    const { bytes } = sealer.seal(Buffer.from('secret'), binding);
    expect(() => newSealer().open(bytes, binding)).toThrow(EnvelopeError);
  });

  it('does not open when any bit was changed or any byte is missing', () => {
    const { bytes } = sealer.seal(Buffer.from('a secret of some length'), binding);
    fc.assert(
      fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
        const changed = Uint8Array.from(bytes);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(() => sealer.open(changed, binding)).toThrow(EnvelopeError);
      }),
    );
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), (length) => {
        expect(() => sealer.open(bytes.subarray(0, length), binding)).toThrow(EnvelopeError);
      }),
    );
  });
});
