/** One value in the distinguished encoding rules (X.690), as bytes: what it means is for the reader to say. */
export interface DerElement {
  /** Class, form and number in one byte, as in 0x30 for a SEQUENCE. */
  readonly tag: number;
  /** With tag and length. */
  readonly bytes: Uint8Array;
  readonly content: Uint8Array;
}

export const derTag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** The tag of a member that its schema gives a number of its own, holding other values. */
export const constructedTag = (number: number): number => 0xa0 | number;
/** The tag of a member that its schema gives a number of its own, holding bytes. */
export const primitiveTag = (number: number): number => 0x80 | number;

/** Where an element stands in the bytes around it; nothing is copied until it is asked for. */
class ElementInBytes implements DerElement {
  constructor(
    readonly tag: number,
    private readonly source: Uint8Array,
    private readonly start: number,
    private readonly contentStart: number,
    readonly end: number,
  ) {}

  get bytes(): Uint8Array {
    return this.source.subarray(this.start, this.end);
  }

  get content(): Uint8Array {
    return this.source.subarray(this.contentStart, this.end);
  }
}

/**
 * Reads the element at the beginning and passes over what comes after it. Doesn't look inside, so that no nesting
 * costs anything.
 * @throws RangeError for bytes that are cut off, or not in the distinguished encoding
 */
export function firstElement(bytes: Uint8Array): DerElement {
  return elementAt(bytes, 0);
}

/** Reads bytes that are one element and nothing more. @throws RangeError as {@link firstElement}, and for a rest */
export function onlyElement(bytes: Uint8Array): DerElement {
  const element = elementAt(bytes, 0);
  if (element.end !== bytes.length) throw new RangeError('something comes after it');
  return element;
}

/** Reads elements one after the other, each when it is asked for. @throws RangeError as {@link firstElement} */
export function* elementsIn(content: Uint8Array): Generator<DerElement, undefined> {
  for (let at = 0; at < content.length;) {
    const element = elementAt(content, at);
    yield element;
    at = element.end;
  }
}

/** All elements of a content at once. @throws RangeError as {@link firstElement} */
export function allElementsIn(content: Uint8Array): readonly DerElement[] {
  const elements: DerElement[] = [];
  for (let at = 0; at < content.length;) {
    const element = elementAt(content, at);
    elements.push(element);
    at = element.end;
  }
  return elements;
}

/** @throws RangeError for another tag than SEQUENCE, and as {@link firstElement} */
export function sequenceMembers(element: DerElement | undefined): readonly DerElement[] {
  return allElementsIn(contentOf(element, derTag.sequence));
}

/** @throws RangeError for another tag than SET, and as {@link firstElement} */
export function setMembers(element: DerElement | undefined): readonly DerElement[] {
  return allElementsIn(contentOf(element, derTag.set));
}

/** @throws RangeError when it isn't there, or is something else */
export function contentOf(element: DerElement | undefined, tag: number): Uint8Array {
  if (element?.tag !== tag) throw new RangeError(`no element of tag ${tag} where one belongs`);
  return element.content;
}

/** True when the bytes are one SEQUENCE from the first to the last, as a certificate or key in DER is. */
export function isOneSequence(bytes: Uint8Array): boolean {
  try {
    return onlyElement(bytes).tag === derTag.sequence;
  } catch {
    return false;
  }
}

function elementAt(bytes: Uint8Array, start: number): ElementInBytes {
  const tag = bytes[start];
  // Numbers above 30 take more bytes. No schema here has one, so that the first byte, which all of them share, says it all.
  const lengthAt = tag !== undefined && (tag & 0x1f) === 0x1f ? endOfLongTag(bytes, start + 1) : start + 1;
  const first = bytes[lengthAt];
  if (tag === undefined || first === undefined) throw new RangeError('cut off');
  const contentStart = lengthAt + 1 + (first < 0x80 ? 0 : first & 0x7f);
  const end = contentStart + (first < 0x80 ? first : longLength(bytes, lengthAt + 1, first & 0x7f));
  if (end > bytes.length) throw new RangeError('cut off');
  return new ElementInBytes(tag, bytes, start, contentStart, end);
}

function endOfLongTag(bytes: Uint8Array, start: number): number {
  for (let at = start; at < start + 4; at++) if ((bytes[at] ?? 0) < 0x80) return at + 1;
  throw new RangeError('a tag that nothing has');
}

/** X.690 section 10.1: definite, in as few bytes as can be. */
function longLength(bytes: Uint8Array, start: number, count: number): number {
  if (count < 1 || count > 4 || start + count > bytes.length) throw new RangeError('a length that is not definite');
  let length = 0;
  for (let at = start; at < start + count; at++) length = length * 256 + (bytes[at] ?? 0);
  if (bytes[start] === 0 || length < 0x80) throw new RangeError('a length in more bytes than it needs');
  return length;
}
