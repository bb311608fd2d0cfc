import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { successionOf, type Standing } from './succession.js';

describe('the state that follows another', () => {
  it.each([
    ['nothing is held', undefined, { revision: 1, etag: 'a' }, 'newer'],
    ['a later revision', { revision: 1, etag: 'a' }, { revision: 2, etag: 'b' }, 'newer'],
    ['a later revision of the same', { revision: 1, etag: 'a' }, { revision: 2, etag: 'a' }, 'newer'],
    ['the same again', { revision: 2, etag: 'a' }, { revision: 2, etag: 'a' }, 'same'],
    ['the same under an earlier revision', { revision: 2, etag: 'a' }, { revision: 1, etag: 'a' }, 'same'],
    ['an earlier revision', { revision: 2, etag: 'b' }, { revision: 1, etag: 'a' }, 'older'],
    ['another state under the same revision', { revision: 2, etag: 'a' }, { revision: 2, etag: 'b' }, 'contradictory'],
    ['below a revision that was kept', { revision: 2, etag: undefined }, { revision: 1, etag: 'a' }, 'older'],
    ['at a revision that was kept', { revision: 2, etag: undefined }, { revision: 2, etag: 'a' }, 'newer'],
  ] as const)('%s', (_, held, arriving, succession) => {
    expect(successionOf(held, arriving)).toBe(succession);
  });

  it('revisions that are taken never decrease, whatever arrives in whatever order', () => {
    const state = fc.record({ revision: fc.integer({ min: 1, max: 20 }), etag: fc.constantFrom('', 'a', 'b', 'c') });
    fc.assert(
      fc.property(fc.array(state, { maxLength: 60 }), (arriving) => {
        let held: Standing | undefined;
        for (const next of arriving) {
          if (successionOf(held, next) !== 'newer') continue;
          expect(next.revision).toBeGreaterThan(held?.revision ?? 0);
          held = next;
        }
      }),
    );
  });
});
