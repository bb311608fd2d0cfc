import { expect, it } from 'vitest';
import { importWords } from './counted.js';

const none = { added: 0, updated: 0, unchanged: 0, refused: 0 };

it.each([
  [none, false, 'There is no certificate in it'],
  [{ ...none, added: 1200, refused: 1 }, false, '1,200 to add, 1 refused'],
  [{ added: 1, updated: 2, unchanged: 3, refused: 4 }, true, '1 added, 2 updated, 3 here already, 4 refused'],
])('%j is told as %j', (counts, done, words) => {
  expect(importWords(counts, done)).toBe(words);
});
