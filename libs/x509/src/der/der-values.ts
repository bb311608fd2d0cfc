import { contentOf, derTag, type DerElement } from './der-elements.js';

/** Longer ones are made to cost time, not to name anything. */
const mostIdentifierBytes = 64;

/** @returns dotted text @throws RangeError for what is no OBJECT IDENTIFIER (X.690 section 8.19) */
export function objectIdentifier(element: DerElement | undefined): string {
  return dotted(contentOf(element, derTag.objectIdentifier));
}

/** @param content of an OBJECT IDENTIFIER @throws RangeError when it is none */
export function dotted(content: Uint8Array): string {
  const last = content.at(-1);
  if (last === undefined || last >= 0x80 || content.length > mostIdentifierBytes) throw new RangeError('no identifier');
  let text = '';
  let arc = 0n;
  let small = 0;
  let digits = 0;
  for (const byte of content) {
    if (digits === 0 && byte === 0x80) throw new RangeError('an arc with a leading zero');
    digits += 1;
    // Seven digits of seven bits fit a number; arcs longer than that are rare enough to go the slow way.
    if (digits <= 7) small = small * 128 + (byte & 0x7f);
    else arc = (digits === 8 ? BigInt(small) : arc) * 128n + BigInt(byte & 0x7f);
    if (byte >= 0x80) continue;
    text += text === '' ? firstArcs(digits <= 7 ? BigInt(small) : arc) : `.${digits <= 7 ? small : arc.toString()}`;
    small = 0;
    digits = 0;
  }
  return text;
}

/** Two arcs share the first number. */
function firstArcs(value: bigint): string {
  if (value < 40n) return `0.${value.toString()}`;
  return value < 80n ? `1.${(value - 40n).toString()}` : `2.${(value - 80n).toString()}`;
}

/** @throws RangeError for what is no INTEGER in as few bytes as can be (X.690 section 8.3.2) */
export function integerBytes(element: DerElement | undefined): Uint8Array {
  const content = contentOf(element, derTag.integer);
  const [first, second] = content;
  if (first === undefined) throw new RangeError('an integer of no bytes');
  const isPadded = second !== undefined && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80));
  if (isPadded) throw new RangeError('an integer in more bytes than it needs');
  return content;
}

/** @returns undefined for a number that is negative, or above 2^48 @throws RangeError for what is no INTEGER */
export function smallInteger(element: DerElement | undefined): number | undefined {
  const content = integerBytes(element);
  if ((content[0] ?? 0) >= 0x80 || content.length > 6) return undefined;
  return content.reduce((total, byte) => total * 256 + byte, 0);
}

/** @throws RangeError for what is no BOOLEAN */
export function booleanValue(element: DerElement): boolean {
  const content = contentOf(element, derTag.boolean);
  if (content.length !== 1) throw new RangeError('no boolean');
  return content[0] !== 0;
}

/** The bits of a BIT STRING that fills its bytes, as every signature and public key does. @throws RangeError for another */
export function wholeBytes(element: DerElement | undefined): Uint8Array {
  const content = contentOf(element, derTag.bitString);
  if (content[0] !== 0) throw new RangeError('no bit string of whole bytes');
  return content.subarray(1);
}

/** @returns the numbers of the bits that are set, the first one being 0 @throws RangeError for what is no BIT STRING */
export function setBits(element: DerElement | undefined): readonly number[] {
  const [unused, ...bytes] = contentOf(element, derTag.bitString);
  if (unused === undefined || unused > 7) throw new RangeError('no bit string');
  const length = bytes.length * 8 - unused;
  const bits: number[] = [];
  for (let bit = 0; bit < Math.min(length, 32); bit++)
    if (((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1) bits.push(bit);
  return bits;
}

/** Lower-case hex without separators. */
export function hexOf(bytes: Uint8Array): string {
  return asBuffer(bytes).toString('hex');
}

/** The same memory, with Buffer's ways of reading it. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
