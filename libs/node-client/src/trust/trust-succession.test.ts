import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trustSuccession, type TrustStanding } from './trust-succession.js';

const full = (revision: number, etag: string, environmentId = 'here') => ({
  ...{ revision, etag, environmentId },
  isEmpty: false,
});
const empty = (revision: number, environmentId = 'here') => ({ revision, etag: 'none', environmentId, isEmpty: true });

describe('the truststore that follows another', () => {
  it.each([
    ['nothing is held', undefined, full(1, 'a'), 'newer'],
    ['nothing is held, and nobody trusted', undefined, empty(1), 'newer'],
    ['a later revision', full(1, 'a'), full(2, 'b'), 'newer'],
    ['another environment’s of the same revision', full(2, 'a'), full(2, 'b'), 'newer'],
    ['the same again', full(2, 'a'), full(2, 'a'), 'same'],
    ['the same under an earlier revision', full(2, 'a'), full(1, 'a'), 'same'],
    ['an earlier revision', full(2, 'b'), full(1, 'a'), 'older'],
    ['an empty one of a later revision', full(1, 'a'), empty(2), 'newer'],
    ['an empty one of the same revision', full(2, 'a'), empty(2), 'emptied'],
    ['another environment’s empty one of the same revision', full(2, 'a'), empty(2, 'there'), 'newer'],
    ['another environment’s empty one of an earlier revision', full(2, 'a'), empty(1, 'there'), 'older'],
    ['an empty one that doesn’t say whose', full(2, 'a'), empty(2, ''), 'emptied'],
    ['an empty one where it isn’t known whose is held', full(2, 'a', ''), empty(2), 'emptied'],
    ['an empty one of an earlier revision', full(2, 'a'), empty(1), 'older'],
    ['below a revision that was kept', { ...empty(2), etag: undefined }, full(1, 'a'), 'older'],
    ['at a revision that was kept', { ...empty(2), etag: undefined }, full(2, 'a'), 'newer'],
  ] as const)('%s', (_, held, arriving, succession) => {
    expect(trustSuccession(held, arriving)).toBe(succession);
  });

  it('never goes back, and is emptied by newer revisions or a move alone, whatever arrives in whatever order', () => {
    const snapshot = fc
      .record({
        revision: fc.integer({ min: 1, max: 20 }),
        etag: fc.constantFrom('none', 'a', 'b'),
        environmentId: fc.constantFrom('here', 'there', ''),
      })
      .map((made) => ({ ...made, isEmpty: made.etag === 'none' }));
    fc.assert(
      fc.property(fc.array(snapshot, { maxLength: 60 }), (arriving) => {
        let held: TrustStanding | undefined;
        for (const next of arriving) {
          if (trustSuccession(held, next) !== 'newer') continue;
          expect(next.revision).toBeGreaterThanOrEqual(held?.revision ?? 0);
          if (held?.isEmpty === false && next.isEmpty && next.environmentId === held.environmentId) {
            expect(next.revision).toBeGreaterThan(held.revision);
          }
          held = next;
        }
      }),
    );
  });
});
