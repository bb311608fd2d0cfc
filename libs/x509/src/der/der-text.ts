import { isUtf8 } from 'node:buffer';
import type { DerElement } from './der-elements.js';
import { asBuffer } from './der-values.js';

const utf8 = 0x0c;
const universal = 0x1c;
const bmp = 0x1e;
/** NumericString, PrintableString, TeletexString (read as Latin-1, as everybody does), IA5String, VisibleString. */
const oneBytePerSign: ReadonlySet<number> = new Set([0x12, 0x13, 0x14, 0x16, 0x1a]);

/** @returns undefined for an element that is no text (X.680 section 41), and for UTF-8 that is none (RFC 3629) */
export function textOf({ tag, content }: DerElement): string | undefined {
  if (oneBytePerSign.has(tag)) return asBuffer(content).toString('latin1');
  switch (tag) {
    case utf8:
      return isUtf8(content) ? asBuffer(content).toString('utf8') : undefined;
    case bmp:
      return codePoints(content, 2);
    case universal:
      return codePoints(content, 4);
    default:
      return undefined;
  }
}

function codePoints(content: Uint8Array, width: 2 | 4): string {
  const bytes = asBuffer(content);
  let text = '';
  for (let at = 0; at + width <= bytes.length; at += width) {
    if (width === 2) text += String.fromCharCode(bytes.readUInt16BE(at));
    else text += codePoint(bytes.readUInt32BE(at));
  }
  return text.toWellFormed();
}

function codePoint(value: number): string {
  return value <= 0x10ffff ? String.fromCodePoint(value) : '\ufffd';
}
