import { isUtf8 } from 'node:buffer';
import { crc32, inflateRawSync } from 'node:zlib';
import { asBuffer } from '../../der/der-values.js';

/** One file in a ZIP, packed as it is. */
export interface ZipEntry {
  /** As it stands there: a path that nothing is written to. */
  readonly name: string;
  /** In bytes, once it is unpacked; {@link unpacked} gives neither more nor less. */
  readonly size: number;
  readonly packed: Uint8Array;
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly checksum: number;
}

export class UnknownCompressionError extends Error {}

const endSignature = 0x06054b50;
const endBytes = 22;
const longestComment = 0xffff;
const entrySignature = 0x02014b50;
const entryBytes = 46;
const localSignature = 0x04034b50;
const localBytes = 30;
const method = { stored: 0, deflated: 8 } as const;
const flag = { encrypted: 0x1, utf8: 0x800 } as const;

export function isZip(bytes: Uint8Array): boolean {
  if (bytes.length < 4) return false;
  const signature = asBuffer(bytes).readUInt32LE(0);
  return signature === localSignature || signature === endSignature;
}

/**
 * What a ZIP has, by its directory (APPNOTE 6.3.10 sections 4.3.7 to 4.3.16); nothing is unpacked yet. Without ZIP64,
 * whose sizes nobody brings here.
 * @throws RangeError for what is none, for one in several parts, and for entries that overlap, as those of bombs do
 */
export function zipEntries(bytes: Uint8Array): readonly ZipEntry[] {
  const source = asBuffer(bytes);
  const end = endRecord(source);
  const count = source.readUInt16LE(end + 10);
  const size = source.readUInt32LE(end + 12);
  const start = source.readUInt32LE(end + 16);
  if (source.readUInt16LE(end + 8) !== count || start + size > end) throw new RangeError('a ZIP in several parts');
  const entries: ZipEntry[] = [];
  let at = start;
  for (let index = 0; index < count; index++) {
    const { entry, next } = entryAt(source, at);
    entries.push(entry);
    at = next;
  }
  const packed = entries.reduce((total, entry) => total + entry.packed.length, 0);
  if (packed > bytes.length) throw new RangeError('entries that overlap');
  return entries;
}

/**
 * @throws RangeError for other bytes than the directory tells of
 * @throws UnknownCompressionError for another way to pack than the two that everybody writes
 */
export function unpacked({ packed, size, method: how, checksum }: ZipEntry): Uint8Array {
  const content = contentOf(packed, size, how);
  if (content.length !== size || crc32(content) !== checksum) throw new RangeError('another content than was packed');
  return content;
}

function contentOf(packed: Uint8Array, size: number, how: number): Uint8Array {
  if (how === method.stored) return packed;
  if (how !== method.deflated) throw new UnknownCompressionError(`method ${how}`);
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(size, 1) });
  } catch {
    throw new RangeError('a content that can’t be unpacked');
  }
}

/** It comes last, and a comment of unknown length after it. */
function endRecord(source: Buffer): number {
  const last = source.length - endBytes;
  for (let at = last; at >= Math.max(0, last - longestComment); at--) {
    if (source.readUInt32LE(at) === endSignature && at + endBytes + source.readUInt16LE(at + 20) === source.length) {
      return at;
    }
  }
  throw new RangeError('no end of a ZIP');
}

function entryAt(source: Buffer, at: number): { readonly entry: ZipEntry; readonly next: number } {
  if (source.readUInt32LE(at) !== entrySignature) throw new RangeError('no entry where one belongs');
  const flags = source.readUInt16LE(at + 8);
  const nameStart = at + entryBytes;
  const nameEnd = nameStart + source.readUInt16LE(at + 28);
  const next = nameEnd + source.readUInt16LE(at + 30) + source.readUInt16LE(at + 32);
  if (next > source.length) throw new RangeError('cut off');
  const packedStart = contentStart(source, source.readUInt32LE(at + 42));
  const packedEnd = packedStart + source.readUInt32LE(at + 20);
  if (packedEnd > source.length) throw new RangeError('cut off');
  return {
    entry: {
      name: nameFrom(source.subarray(nameStart, nameEnd), flags),
      size: source.readUInt32LE(at + 24),
      packed: source.subarray(packedStart, packedEnd),
      method: source.readUInt16LE(at + 10),
      isEncrypted: (flags & flag.encrypted) !== 0,
      checksum: source.readUInt32LE(at + 16),
    },
    next,
  };
}

/** The entry has a second head right before its content, which has lengths of its own. */
function contentStart(source: Buffer, at: number): number {
  if (source.readUInt32LE(at) !== localSignature) throw new RangeError('no content where it belongs');
  return at + localBytes + source.readUInt16LE(at + 26) + source.readUInt16LE(at + 28);
}

/** Many write UTF-8 without saying so. */
function nameFrom(bytes: Buffer, flags: number): string {
  return (flags & flag.utf8) !== 0 || isUtf8(bytes) ? bytes.toString('utf8') : bytes.toString('latin1');
}
