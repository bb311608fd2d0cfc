/** One value in the distinguished encoding rules (X.690), as bytes: what it means is for the reader to say. */
export interface DerElement {
  /** Class, form and number in one byte, as in 0x30 for a SEQUENCE. */
  readonly tag: number;
  /** With tag and length. */
  readonly bytes: Uint8Array;
  readonly content: Uint8Array;
}

export const derTag = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
} as const;

/**
 * Reads the element at the beginning and passes over what comes after it. Doesn't look inside, so that no nesting
 * costs anything.
 * @throws RangeError for bytes that are cut off, or not in the distinguished encoding
 */
export function firstElement(bytes: Uint8Array): DerElement {
  const [tag, shortLength] = bytes;
  if (tag === undefined || shortLength === undefined) throw new RangeError('cut off');
  // Numbers above 30 take more bytes; nothing in a certificate's or key's frame has one.
  if ((tag & 0x1f) === 0x1f) throw new RangeError('a tag of several bytes');
  const { length, headerLength } = lengthOf(bytes, shortLength);
  const end = headerLength + length;
  if (end > bytes.length) throw new RangeError('cut off');
  return { tag, bytes: bytes.subarray(0, end), content: bytes.subarray(headerLength, end) };
}

/** Reads elements one after the other, each when it is asked for. @throws RangeError as {@link firstElement} */
export function* elementsIn(content: Uint8Array): Generator<DerElement, undefined> {
  for (let rest = content; rest.length > 0;) {
    const element = firstElement(rest);
    yield element;
    rest = rest.subarray(element.bytes.length);
  }
}

/** True when the bytes are one SEQUENCE from the first to the last, as a certificate or key in DER is. */
export function isOneSequence(bytes: Uint8Array): boolean {
  try {
    const { tag, bytes: whole } = firstElement(bytes);
    return tag === derTag.sequence && whole.length === bytes.length;
  } catch {
    return false;
  }
}

/** X.690 section 10.1: definite, in as few bytes as can be. */
function lengthOf(bytes: Uint8Array, first: number): { readonly length: number; readonly headerLength: number } {
  if (first < 0x80) return { length: first, headerLength: 2 };
  const count = first & 0x7f;
  const digits = bytes.subarray(2, 2 + count);
  if (count < 1 || count > 4 || digits.length < count) throw new RangeError('a length that is not definite');
  const length = digits.reduce((total, digit) => total * 256 + digit, 0);
  if (digits[0] === 0 || length < 0x80) throw new RangeError('a length in more bytes than it needs');
  return { length, headerLength: 2 + count };
}
