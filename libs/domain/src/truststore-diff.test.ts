import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isUnchanged, truststoreDiff, type TrustedEntry } from './truststore-diff.js';

const entry = fc.record({
  alias: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
  sha256: fc.constantFrom('00', '11', '22', '33', '44'),
});
const store = fc.uniqueArray(entry, { selector: ({ alias }) => alias });
const text = ({ alias, sha256 }: TrustedEntry) => `${alias}=${sha256}`;
const texts = (entries: readonly TrustedEntry[]) => entries.map(text).sort();

function applied(before: readonly TrustedEntry[], after: readonly TrustedEntry[]): TrustedEntry[] {
  const { added, changed, removed } = truststoreDiff(before, after);
  const gone = new Set([...removed, ...changed.map((change) => change.before)].map(text));
  return [...before.filter((known) => !gone.has(text(known))), ...changed.map((change) => change.after), ...added];
}

describe('the difference between two truststores', () => {
  it('leads from the one to the other, whatever they hold', () => {
    fc.assert(
      fc.property(store, store, (before, after) => {
        expect(texts(applied(before, after))).toEqual(texts(after));
      }),
    );
  });

  it('is nothing exactly when they have the same entries, in whatever order', () => {
    fc.assert(
      fc.property(store, store, (before, after) => {
        expect(isUnchanged(truststoreDiff(before, before.toReversed()))).toBe(true);
        const same = texts(before).join() === texts(after).join();
        expect(isUnchanged(truststoreDiff(before, after))).toBe(same);
      }),
    );
  });

  it('names what came and what went the other way round when it is taken back', () => {
    fc.assert(
      fc.property(store, store, (before, after) => {
        const forward = truststoreDiff(before, after);
        const back = truststoreDiff(after, before);
        expect(back.added).toHaveLength(forward.removed.length);
        expect(back.removed).toHaveLength(forward.added.length);
        expect(back.changed).toHaveLength(forward.changed.length);
      }),
    );
  });

  it.each([
    ['a new certificate under an alias', [['a', '00']], [['a', '11']], 0, 1, 0],
    ['a new alias of a certificate', [['a', '00']], [['b', '00']], 0, 1, 0],
    [
      'another one',
      [['a', '00']],
      [
        ['a', '00'],
        ['b', '11'],
      ],
      1,
      0,
      0,
    ],
    [
      'one less',
      [
        ['a', '00'],
        ['b', '11'],
      ],
      [['b', '11']],
      0,
      0,
      1,
    ],
    [
      'two that swap their certificates',
      [
        ['a', '00'],
        ['b', '11'],
      ],
      [
        ['a', '11'],
        ['b', '00'],
      ],
      0,
      2,
      0,
    ],
  ] as const)('tells %s', (_what, before, after, added, changed, removed) => {
    const of = (pairs: readonly (readonly [string, string])[]) => pairs.map(([alias, sha256]) => ({ alias, sha256 }));
    const diff = truststoreDiff(of(before), of(after));
    expect([diff.added.length, diff.changed.length, diff.removed.length]).toEqual([added, changed, removed]);
  });
});
