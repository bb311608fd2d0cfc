import { derTag } from './der-elements.js';

/** One value in DER (X.690): its tag, its length in as few bytes as can be, and what is in it. */
export function der(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const length = contents.reduce((total, { length }) => total + length, 0);
  return Buffer.concat([Uint8Array.of(tag, ...lengthBytes(length)), ...contents]);
}

export const derSequence = (...members: readonly Uint8Array[]): Uint8Array => der(derTag.sequence, ...members);

/** The members of a SET OF stand in the order of their bytes (X.690 section 11.6). */
export const derSetOf = (...members: readonly Uint8Array[]): Uint8Array =>
  der(derTag.set, ...members.toSorted((one, other) => Buffer.compare(one, other)));

export const derOctets = (...pieces: readonly Uint8Array[]): Uint8Array => der(derTag.octetString, ...pieces);

export const derNull: Uint8Array = der(derTag.null);

/** A BIT STRING that fills its bytes. */
export const derBits = (bytes: Uint8Array): Uint8Array => der(derTag.bitString, Uint8Array.of(0), bytes);

/** @param value whole, from 0 to 2^53 - 1 @throws RangeError for another */
export function derInteger(value: number): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError('no number that is written here');
  const bytes = bigEndian(value);
  // The highest bit would be a sign (X.690 section 8.3.3).
  return der(derTag.integer, Uint8Array.from((bytes[0] ?? 0) >= 0x80 ? [0, ...bytes] : bytes));
}

/** @param dotted as in `1.2.840.113549.1.1.11` @throws RangeError for what is no identifier */
export function derIdentifier(dotted: string): Uint8Array {
  if (!/^(?:[01]\.[1-3]?\d|2\.(?:0|[1-9]\d*))(?:\.(?:0|[1-9]\d*))*$/.test(dotted))
    throw new RangeError('no identifier');
  const [first = 0n, second = 0n, ...rest] = dotted.split('.').map(BigInt);
  return der(derTag.objectIdentifier, Uint8Array.from([first * 40n + second, ...rest].flatMap(arcBytes)));
}

/** Seven bits a byte, the highest first; all but the last have the eighth set (X.690 section 8.19.2). */
function arcBytes(arc: bigint): number[] {
  const bytes = [Number(arc & 0x7fn)];
  for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) bytes.unshift(Number(rest & 0x7fn) | 0x80);
  return bytes;
}

function lengthBytes(length: number): readonly number[] {
  if (length < 0x80) return [length];
  const bytes = bigEndian(length);
  return [0x80 | bytes.length, ...bytes];
}

/** The number in as few bytes as can be, the highest first. */
function bigEndian(value: number): readonly number[] {
  const bytes = [value % 256];
  for (let rest = Math.floor(value / 256); rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return bytes;
}
