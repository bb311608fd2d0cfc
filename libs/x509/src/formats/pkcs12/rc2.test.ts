import { expect, it } from 'vitest';
import { decipherRc2 } from './rc2.js';

const hex = (text: string) => Buffer.from(text, 'hex');

it.each([
  ['ffffffffffffffff', '278b27e42e2f0d49', 'ffffffffffffffff'],
  ['3000000000000000', '30649edf9be7d2c2', '1000000000000001'],
  ['88bca90e90875a7f0f79c384627bafb2', '2269552ab0f85ca6', '0000000000000000'],
])('deciphers the vector of RFC 2268 section 5 with the key %s', (key, ciphertext, plaintext) => {
  expect(Buffer.from(decipherRc2(hex(key), Buffer.alloc(8), hex(ciphertext))).toString('hex')).toBe(plaintext);
});
