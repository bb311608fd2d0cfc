/**
 * Java's way to write text in files (java.io.DataInput): UTF-8, but NUL takes two bytes, and a character beyond the basic
 * plane is two halves of three bytes each.
 */
export function modifiedUtf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit > 0 && unit < 0x80) bytes.push(unit);
    else if (unit < 0x800) bytes.push(0xc0 | (unit >> 6), 0x80 | (unit & 0x3f));
    else bytes.push(0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f));
  }
  return Uint8Array.from(bytes);
}

/** @throws RangeError for bytes that Java would not read either */
export function textOfModifiedUtf8(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at] ?? 0;
    const length = first < 0x80 ? 1 : first >> 5 === 0b110 ? 2 : first >> 4 === 0b1110 ? 3 : undefined;
    if (length === undefined || at + length > bytes.length) throw new RangeError('no text in Java’s UTF-8');
    let unit = length === 1 ? first : first & (length === 2 ? 0x1f : 0x0f);
    for (let next = at + 1; next < at + length; next++) unit = (unit << 6) | continuation(bytes[next] ?? 0);
    text += String.fromCharCode(unit);
    at += length;
  }
  return text;
}

function continuation(byte: number): number {
  if (byte >> 6 !== 0b10) throw new RangeError('no text in Java’s UTF-8');
  return byte & 0x3f;
}
