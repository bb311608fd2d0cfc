import { expect, it } from 'vitest';
import { importWords, progressWords } from './counted.js';

const none = { added: 0, updated: 0, unchanged: 0, refused: 0 };

it.each([
  [none, false, 'There is no certificate in it'],
  [{ ...none, added: 1200, refused: 1 }, false, '1,200 to add, 1 refused'],
  [{ added: 1, updated: 2, unchanged: 3, refused: 4 }, true, '1 added, 2 updated, 3 here already, 4 refused'],
])('%j is told as %j', (counts, done, words) => {
  expect(importWords(counts, done)).toBe(words);
});

it.each([
  [{ deed: 'read', done: 0, total: 0 }, false, '0 read'],
  [{ deed: 'read', done: 1200, total: 5000 }, true, '1,200 of 5,000 read'],
  [{ deed: 'stored', done: 250, total: 5000 }, true, '250 of 5,000 stored'],
  [{ deed: 'stored', done: 250, total: 5000 }, false, '250 of 5,000 compared with what is trusted'],
] as const)('%j is told as %j while it is so', (progress, isImport, words) => {
  expect(progressWords(progress, isImport)).toBe(words);
});
