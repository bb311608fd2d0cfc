import { DomainError } from '@certkeep/domain';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { areCorporaHere, corpora, indexRows } from './corpora/index-row.js';
import { certificateText } from '../src/certificate/certificate-text.js';
import { inspectMaterial } from '../src/intake/inspect-material.js';
import { defaultLimits } from '../src/intake/material.js';

/** 2,000 in the normal run; CERTKEEP_FUZZ_RUNS=100000 is the long form. */
const runs = Number(process.env['CERTKEEP_FUZZ_RUNS'] ?? '2000');
const seed = 20_261_121;
/** So many files of each format are mutated. */
const filesOfEach = 8;
const largestFile = 16 * 1024;
const formats = ['pem', 'der', 'pem-chain', 'pem-cert+key', 'p12', 'p7b', 'jks', 'key', 'der-key', 'csr'];
const mostHeapGrowth = 256 * 1024 * 1024;

it.skipIf(!areCorporaHere)(
  `${runs.toLocaleString('en')} mutated inputs are each understood, or refused with a reason of the contract`,
  { timeout: 120_000 + runs * 20 },
  () => {
    const originals = originalFiles();
    const random = generator(seed);
    const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
    const heapBefore = process.memoryUsage().heapUsed;
    const outcomes = new Map<string, number>();
    for (let run = 0; run < runs; run++) {
      const content = mutated(pick(originals), pick(originals), random);
      const outcome = outcomeOf(content);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    expect([...outcomes.keys()].filter((outcome) => outcome.startsWith('threw'))).toEqual([]);
    // Neither all refused nor all taken: the mutations reach what is behind the first check.
    expect(outcomes.get('understood')).toBeGreaterThan(runs / 100);
    expect(outcomes.size).toBeGreaterThan(3);
    expect(process.memoryUsage().heapUsed - heapBefore).toBeLessThan(mostHeapGrowth);
  },
);

function originalFiles(): readonly Uint8Array[] {
  const rows = indexRows();
  return formats.flatMap((format) =>
    rows
      .filter((row) => row.format === format)
      .map(({ file }) => new Uint8Array(readFileSync(join(corpora, 'certificates', file))))
      .filter(({ length }) => length <= largestFile)
      .slice(0, filesOfEach),
  );
}

function outcomeOf(content: Uint8Array): string {
  try {
    const { leaf } = inspectMaterial(
      { kind: 'files', files: [{ name: 'mutated', content }], passphrase: 'changeit' },
      { ...defaultLimits, derivationRounds: 20_000 },
    );
    certificateText(leaf.der);
    return 'understood';
  } catch (error) {
    return error instanceof DomainError ? error.reason : `threw ${String(error)}`;
  }
}

/** Some bits turned, some bytes replaced, a part cut out, an end cut off, or a part of another file put in. */
function mutated(original: Uint8Array, other: Uint8Array, random: () => number): Uint8Array {
  const at = (length: number) => Math.floor(random() * length);
  const bytes = original.slice();
  switch (at(5)) {
    case 0:
      for (let count = 1 + at(4); count > 0; count--) {
        const index = at(bytes.length);
        bytes[index] = (bytes[index] ?? 0) ^ (1 << at(8));
      }
      return bytes;
    case 1:
      for (let count = 1 + at(8); count > 0; count--) bytes[at(bytes.length)] = at(256);
      return bytes;
    case 2: {
      const start = at(bytes.length);
      return Uint8Array.from([...bytes.subarray(0, start), ...bytes.subarray(start + at(64))]);
    }
    case 3:
      return bytes.slice(0, at(bytes.length));
    default: {
      const start = at(bytes.length);
      const from = at(other.length);
      return Uint8Array.from([
        ...bytes.subarray(0, start),
        ...other.subarray(from, from + at(256)),
        ...bytes.subarray(start),
      ]);
    }
  }
}

/** A small generator with a seed (mulberry32): the same inputs in every run. */
function generator(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
