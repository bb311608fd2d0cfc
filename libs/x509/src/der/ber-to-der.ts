/** Deeper than anything that a program writes. */
const deepest = 32;
const constructedOctetString = 0x24;
const octetString = 0x04;

interface Converted {
  readonly bytes: Uint8Array;
  /** Where the next element begins. */
  readonly end: number;
  readonly isChanged: boolean;
}

/**
 * Gives lengths that are indefinite a number, and puts octet strings that come in pieces together (X.690 sections
 * 8.1.3.6, 8.7.3), as stores and bundles have them. What has neither stays byte for byte: certificates in a bundle keep
 * their fingerprints.
 * @throws RangeError for bytes that are cut off or nested too deeply
 */
export function derFromBer(ber: Uint8Array): Uint8Array {
  return convert(ber, 0, 0).bytes;
}

function convert(source: Uint8Array, start: number, depth: number): Converted {
  if (depth > deepest) throw new RangeError('nested too deeply');
  const tag = source[start];
  const first = source[start + 1];
  if (tag === undefined || first === undefined) throw new RangeError('cut off');
  if ((tag & 0x1f) === 0x1f) throw new RangeError('a tag of several bytes');
  const isIndefinite = first === 0x80;
  const contentStart = start + 2 + (first > 0x80 ? first & 0x7f : 0);
  const contentEnd = isIndefinite ? undefined : contentStart + definiteLength(source, start + 2, first);
  if (contentEnd !== undefined && contentEnd > source.length) throw new RangeError('cut off');
  const isConstructed = (tag & 0x20) !== 0;
  if (!isConstructed) {
    if (contentEnd === undefined) throw new RangeError('a value of no known length');
    return { bytes: source.subarray(start, contentEnd), end: contentEnd, isChanged: false };
  }
  const { members, end, isChanged } = membersOf(source, contentStart, contentEnd, depth);
  if (tag === constructedOctetString) {
    return { bytes: element(octetString, members.map(contentOfDer)), end, isChanged: true };
  }
  if (!isIndefinite && !isChanged) return { bytes: source.subarray(start, end), end, isChanged: false };
  return { bytes: element(tag, members), end, isChanged: true };
}

function membersOf(source: Uint8Array, start: number, contentEnd: number | undefined, depth: number) {
  const members: Uint8Array[] = [];
  let isChanged = false;
  let at = start;
  while (contentEnd === undefined ? !isEndOfContents(source, at) : at < contentEnd) {
    const member = convert(source, at, depth + 1);
    members.push(member.bytes);
    isChanged ||= member.isChanged;
    at = member.end;
  }
  return { members, end: contentEnd ?? at + 2, isChanged };
}

function isEndOfContents(source: Uint8Array, at: number): boolean {
  if (at + 2 > source.length) throw new RangeError('cut off');
  return source[at] === 0 && source[at + 1] === 0;
}

function definiteLength(source: Uint8Array, at: number, first: number): number {
  if (first < 0x80) return first;
  const count = first & 0x7f;
  if (count > 4) throw new RangeError('a length that nothing has');
  return source.subarray(at, at + count).reduce((length, digit) => length * 256 + digit, 0);
}

function element(tag: number, parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((total, part) => total + part.length, 0);
  const digits: number[] = [];
  for (let rest = length; length >= 0x80 && rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
  const header = Uint8Array.from(length < 0x80 ? [tag, length] : [tag, 0x80 | digits.length, ...digits]);
  return Buffer.concat([header, ...parts]);
}

/** What is in an octet string that is itself in one piece already. */
function contentOfDer(der: Uint8Array): Uint8Array {
  const first = der[1] ?? 0;
  return der.subarray(2 + (first < 0x80 ? 0 : first & 0x7f));
}
