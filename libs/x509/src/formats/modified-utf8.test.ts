import fc from 'fast-check';
import { expect, it } from 'vitest';
import { modifiedUtf8, textOfModifiedUtf8 } from './modified-utf8.js';

it.each([
  ['a', '61'],
  ['\0', 'c080'],
  ['é', 'c3a9'],
  ['€', 'e282ac'],
  ['🔑', 'eda0bdedb491'],
])('Java writes %j as %s', (text, hex) => {
  expect(Buffer.from(modifiedUtf8(text)).toString('hex')).toBe(hex);
});

it('every text is read back as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (text) => {
      expect(textOfModifiedUtf8(modifiedUtf8(text))).toBe(text);
    }),
  );
});

it.each(['80', 'c3', 'c361', 'f09f9491', 'e282'])('%s is no text of Java', (hex) => {
  expect(() => textOfModifiedUtf8(Buffer.from(hex, 'hex'))).toThrow(RangeError);
});
