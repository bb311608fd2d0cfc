import fc from 'fast-check';
import { expect, it } from 'vitest';
import { distinctNames } from './distinct-names.js';

const distinct = (...names: readonly string[]) =>
  distinctNames(
    names,
    (name) => name.toLowerCase(),
    (name, number) => `${name} (${number})`,
  );

it.each<[string[], string[]]>([
  [[], []],
  [
    ['a', 'b'],
    ['a', 'b'],
  ],
  [
    ['A', 'a', 'a'],
    ['A', 'a (2)', 'a (3)'],
  ],
  [
    ['a', 'a', 'a (2)'],
    ['a', 'a (3)', 'a (2)'],
  ],
])('of %j are made %j', (names, made) => {
  expect(distinct(...names)).toEqual(made);
});

it('no two names are the same, and none that was alone is another', () => {
  const name = fc.stringMatching(/^[aAbB]( \([23]\))?$/);
  fc.assert(
    fc.property(fc.array(name, { maxLength: 40 }), (names) => {
      const made = distinct(...names);
      const keys = made.map((each) => each.toLowerCase());
      expect(new Set(keys).size).toBe(names.length);
      const firsts = names.filter(
        (each, index) => names.findIndex((other) => other.toLowerCase() === each.toLowerCase()) === index,
      );
      for (const first of firsts) expect(made).toContain(first);
    }),
  );
});

it('of twenty thousand that are all the same each gets its number', () => {
  expect(distinct(...new Array<string>(20_000).fill('a')).at(-1)).toBe('a (20000)');
});
