import { describe, expect, it } from 'vitest';
import { certificatesWords, outcomeWords } from './counted.js';

describe('numbers in words', () => {
  it('says one apart from many', () => {
    expect([0, 1, 1200].map(certificatesWords)).toEqual(['0 certificates', '1 certificate', '1,200 certificates']);
  });

  it.each([
    [2, 1, '2 are deleted, 1 is not'],
    [1, 2, '1 is deleted, 2 are not'],
    [0, 3, 'None are deleted, 3 are not'],
  ])('%i done and %i refused: %s', (done, refused, words) => {
    expect(outcomeWords(done, refused, 'deleted')).toBe(words);
  });
});
