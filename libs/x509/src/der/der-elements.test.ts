import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elementsIn, firstElement, isOneSequence } from './der-elements.js';

describe('an element', () => {
  it.each<[string, number[], number]>([
    ['a short length', [0x04, 2, 1, 2], 2],
    ['no content', [0x05, 0], 0],
    ['a tag of several bytes', [0x1f, 0x81, 1, 2, 7, 7], 2],
    ['a length in one more byte', [0x04, 0x81, 200, ...Array<number>(200).fill(1)], 200],
    ['a length in two more bytes', [0x04, 0x82, 1, 44, ...Array<number>(300).fill(1)], 300],
  ])('with %s is read, and what comes after it is left', (_what, bytes, length) => {
    const element = firstElement(new Uint8Array([...bytes, 0xff, 0xff]));
    expect(element.content).toHaveLength(length);
    expect(element.bytes).toHaveLength(bytes.length);
  });

  it.each<[string, number[]]>([
    ['nothing', []],
    ['a tag alone', [0x30]],
    ['a content that is cut off', [0x04, 3, 1, 2]],
    ['a length that is cut off', [0x04, 0x82, 1]],
    ['an indefinite length', [0x30, 0x80, 0, 0]],
    ['a length of five bytes', [0x04, 0x85, 1, 0, 0, 0, 0]],
    ['a length in more bytes than it needs', [0x04, 0x81, 2, 1, 2]],
    ['a length with a leading zero', [0x04, 0x82, 0, 200, ...Array<number>(200).fill(1)]],
    ['a tag of more bytes than any has', [0x1f, 0x81, 0x81, 0x81, 0x81, 1, 0]],
    ['a tag of several bytes that is cut off', [0x1f, 0x81]],
  ])('is refused for %s', (_what, bytes) => {
    expect(() => firstElement(new Uint8Array(bytes))).toThrow(RangeError);
  });

  it('is made of the elements in it, whatever they hold', () => {
    const element = fc
      .uint8Array({ maxLength: 127 })
      .map((content) => [0x04, content.length, ...content] as readonly number[]);
    fc.assert(
      fc.property(fc.array(element), (elements) => {
        const read = elementsIn(new Uint8Array(elements.flat())).toArray();
        expect(read.map(({ bytes }) => [...bytes])).toEqual(elements);
      }),
    );
  });
});

it.each<[boolean, number[]]>([
  [true, [0x30, 2, 5, 0]],
  [false, [0x30, 2, 5, 0, 0]],
  [false, [0x30, 3, 5, 0]],
  [false, [0x31, 2, 5, 0]],
  [false, []],
])('is one sequence: %s for %j', (isOne, bytes) => {
  expect(isOneSequence(new Uint8Array(bytes))).toBe(isOne);
});
