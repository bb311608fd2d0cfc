import fc from 'fast-check';
import { hash } from 'node:crypto';
import { expect, it } from 'vitest';
import { hashChain } from './hash-chain.js';

it.each(['sha1', 'sha256', 'sha512'])('a chain of %s is that hash, again and again', (algorithm) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(5), (bytes, rounds) => {
      const start = hash(algorithm, bytes, 'buffer');
      let expected = start;
      for (let round = 0; round < rounds; round++) expected = hash(algorithm, expected, 'buffer');
      expect(Buffer.from(hashChain(algorithm, start, rounds))).toEqual(expected);
    }),
  );
});
