import { expect, it } from 'vitest';
import { newestUntil } from './newest-until.js';

it('tells each newest word once, leaves out what was overtaken, and ends with the work, however that ends', async () => {
  const work = Promise.withResolvers<unknown>();
  let word: string | undefined;
  const told: string[] = [];
  const telling = newestUntil(work.promise, () => word);
  word = 'overtaken';
  word = 'first';
  for await (const next of telling) {
    told.push(next);
    if (word === 'second') work.reject(new Error('it failed'));
    word = 'second';
  }
  expect(told).toEqual(['first', 'second']);
});
