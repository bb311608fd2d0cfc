import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { derTag, onlyElement, setMembers } from './der-elements.js';
import { der, derBits, derIdentifier, derInteger, derSequence, derSetOf } from './der-writer.js';
import { objectIdentifier, smallInteger, wholeBytes } from './der-values.js';

const content = fc.uint8Array({ maxLength: 400 });

describe('what is written in DER', () => {
  it('is read back as it was, whatever its length', () => {
    fc.assert(
      fc.property(content, (bytes) => {
        const element = onlyElement(der(derTag.octetString, bytes));
        expect(Buffer.from(element.content)).toEqual(Buffer.from(bytes));
        expect(Buffer.from(wholeBytes(onlyElement(derBits(bytes))))).toEqual(Buffer.from(bytes));
      }),
    );
    for (const length of [0, 127, 128, 255, 256, 65_535, 65_536]) {
      expect(onlyElement(derSequence(new Uint8Array(length))).content).toHaveLength(length);
    }
  });

  it('names the same object once it is read back', () => {
    const arc = fc.bigInt({ min: 0n, max: 2n ** 64n });
    const first = fc.oneof(
      fc.tuple(fc.constantFrom(0n, 1n), fc.bigInt({ min: 0n, max: 39n })),
      fc.tuple(fc.constant(2n), arc),
    );
    fc.assert(
      fc.property(first, fc.array(arc, { minLength: 1, maxLength: 5 }), (start, rest) => {
        const dotted = [...start, ...rest].join('.');
        expect(objectIdentifier(onlyElement(derIdentifier(dotted)))).toBe(dotted);
      }),
    );
  });

  it('is the same number once it is read back', () => {
    const numbers = [0, 1, 127, 128, 255, 256, 32_767, 32_768, 2 ** 31, 2 ** 32, 2 ** 47 - 1];
    expect(numbers.map((value) => smallInteger(onlyElement(derInteger(value))))).toEqual(numbers);
    for (const value of [-1, 0.5, 2 ** 53, NaN]) expect(() => derInteger(value)).toThrow(RangeError);
  });

  it.each(['', '1', '3.1.1', '1.40.1', '1.2.03', '1.2.-3', '1.2.x', '1..2'])('names no object like %j', (dotted) => {
    expect(() => derIdentifier(dotted)).toThrow(RangeError);
  });

  it('has the members of a set in the order of their bytes', () => {
    const one = der(derTag.integer, Uint8Array.of(2));
    const other = der(derTag.integer, Uint8Array.of(1));
    expect(derSetOf(one, other)).toEqual(derSetOf(other, one));
    expect(setMembers(onlyElement(derSetOf(one, other))).map(({ content: [value] }) => value)).toEqual([1, 2]);
  });
});
