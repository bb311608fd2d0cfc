import { zipSync } from 'fflate';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isZip, unpacked, zipEntries } from './read-zip.js';

const text = (content: Uint8Array) => Buffer.from(content).toString();
const bytes = (content: string) => new TextEncoder().encode(content);
const read = (zip: Uint8Array) => zipEntries(zip).map((entry) => [entry.name, text(unpacked(entry))]);

describe('a ZIP', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'certkeep-zip-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('is read file by file, stored or deflated, with names of any script', () => {
    const files = { 'a.txt': bytes('a'.repeat(1000)), 'ordner/Wurzel Ä.cer': bytes(''), '根.cer': bytes('root') };
    for (const level of [0, 9] as const) {
      const zip = zipSync(files, { level });
      expect(isZip(zip)).toBe(true);
      expect(read(zip)).toEqual(Object.entries(files).map(([name, content]) => [name, text(content)]));
    }
  });

  it('is read as Info-ZIP streams it, whose sizes come after the content', () => {
    writeFileSync(join(folder, 'in.txt'), 'inside '.repeat(100));
    const streamed = execFileSync('zip', ['-q', '-fd', '-', 'in.txt'], { cwd: folder });
    expect(read(streamed)).toEqual([['in.txt', 'inside '.repeat(100)]]);
  });

  it('of nothing has no entries', () => {
    expect(zipEntries(zipSync({}))).toEqual([]);
  });

  it('that is cut off, or not one, is no ZIP', () => {
    const zip = zipSync({ 'a.txt': bytes('content') });
    for (let length = 0; length < zip.length; length++) {
      expect(() => zipEntries(zip.subarray(0, length))).toThrow(RangeError);
    }
  });

  it('with one changed byte is never read as something else', () => {
    const zip = zipSync({ 'a.txt': bytes('content content content') });
    const whole = JSON.stringify(read(zip).map(([, content]) => content));
    for (let at = 0; at < zip.length; at++) {
      const changed = zip.with(at, (zip[at] ?? 0) ^ 0xff);
      try {
        expect([whole, '[]']).toContain(JSON.stringify(read(changed).map(([, content]) => content)));
      } catch (error) {
        expect(['RangeError', 'Error']).toContain((error as Error).name);
      }
    }
  });

  it('unpacks to no more than it says', () => {
    const zip = Buffer.from(zipSync({ 'bomb.txt': new Uint8Array(10_000_000) }, { level: 9 }));
    const [bomb] = zipEntries(zip);
    expect(bomb?.size).toBe(10_000_000);
    const liar = { ...(bomb ?? expect.fail()), size: 1000 };
    expect(() => unpacked(liar)).toThrow(RangeError);
  });

  it('whose entries share their content is refused', () => {
    const zip = Buffer.from(zipSync({ 'a.txt': new Uint8Array(5000), 'b.txt': new Uint8Array(5000) }, { level: 0 }));
    const directory = zip.readUInt32LE(zip.length - 6);
    const second = directory + 46 + 'a.txt'.length;
    const overlapping = Buffer.concat([zip.subarray(0, 5100), zip.subarray(directory)]);
    overlapping.writeUInt32LE(5100, overlapping.length - 6);
    overlapping.writeUInt32LE(0, second - directory + 5100 + 42);
    expect(() => zipEntries(overlapping)).toThrow(/overlap/);
  });
});
