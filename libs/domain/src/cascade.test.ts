import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideCascade, type CascadeQuestion, type JwkAction, type LinkedJwk } from './cascade.js';

const able: LinkedJwk = { name: 'login', obstacle: undefined };
const unable: LinkedJwk = { name: 'vault', obstacle: 'it keeps a private half, and the new material has no key.' };
const base: CascadeQuestion = {
  change: 'update',
  name: 'Pay gateway',
  jwks: [],
  otherDependents: 0,
  action: undefined,
  typedName: '',
};

describe('the cascade', () => {
  it.each<[string, Partial<CascadeQuestion>, JwkAction | undefined]>([
    ['nothing depends on it: nothing is asked', {}, undefined],
    ['nothing depends on it: a choice is passed over', { action: 'DELETE' }, undefined],
    ['a domain or node alone: the name is enough', { otherDependents: 1, typedName: 'Pay gateway' }, undefined],
    ['JWKs are updated', { jwks: [able], action: 'UPDATE', typedName: 'Pay gateway' }, 'UPDATE'],
    ['JWKs are disconnected', { jwks: [able], action: 'DISCONNECT', typedName: 'Pay gateway' }, 'DISCONNECT'],
    ['the name in another case', { jwks: [able], action: 'UPDATE', typedName: 'PAY gateway' }, 'UPDATE'],
    [
      'one that can’t be updated is disconnected',
      { jwks: [able, unable], action: 'DISCONNECT', typedName: 'Pay gateway' },
      'DISCONNECT',
    ],
    ['JWKs are deleted', { change: 'delete', jwks: [able], action: 'DELETE', typedName: 'Pay gateway' }, 'DELETE'],
    [
      'JWKs are kept when their certificate goes',
      { change: 'delete', jwks: [unable], action: 'DISCONNECT', typedName: 'Pay gateway' },
      'DISCONNECT',
    ],
  ])('goes on: %s', (_, question, action) => {
    expect(decideCascade({ ...base, ...question })).toEqual({ kind: 'go', action });
  });

  it.each<[string, Partial<CascadeQuestion>, string, RegExp]>([
    ['no choice on update', { jwks: [able] }, 'JWK_CHOICE_REQUIRED', /used in 1 JWK\. .*it: UPDATE or DISCONNECT/],
    [
      'no choice, although the name is right',
      { jwks: [able, able], typedName: 'Pay gateway' },
      'JWK_CHOICE_REQUIRED',
      /used in 2 JWKs/,
    ],
    ['no choice on delete', { change: 'delete', jwks: [able] }, 'JWK_CHOICE_REQUIRED', /DELETE or DISCONNECT/],
    ['DELETE on update', { jwks: [able], action: 'DELETE' }, 'JWK_CHOICE_REQUIRED', /UPDATE or DISCONNECT/],
    ['UPDATE on delete', { change: 'delete', jwks: [able], action: 'UPDATE' }, 'JWK_CHOICE_REQUIRED', /DELETE or/],
    [
      'UPDATE of one that can’t take the key',
      { jwks: [able, unable], action: 'UPDATE', typedName: 'Pay gateway' },
      'JWK_CHOICE_REQUIRED',
      /“vault” can't be updated: it keeps a private half/,
    ],
    ['no name', { jwks: [able], action: 'UPDATE' }, 'CONFIRMATION_MISMATCH', /^Something depends on “Pay gateway”/],
    [
      'a wrong name',
      { jwks: [able], otherDependents: 2, action: 'UPDATE', typedName: 'Pay gatewaY2' },
      'CONFIRMATION_MISMATCH',
      /^3 things depend/,
    ],
    [
      'a wrong name on delete',
      { change: 'delete', jwks: [able], action: 'DELETE', typedName: 'x' },
      'CONFIRMATION_MISMATCH',
      /Type its name/,
    ],
    ['no name, nodes alone', { otherDependents: 1 }, 'CONFIRMATION_MISMATCH', /^Something depends/],
  ])('is refused: %s', (_, question, reason, message) => {
    const decision = decideCascade({ ...base, ...question });
    expect(decision).toMatchObject({ kind: 'refused', reason });
    expect(decision.kind === 'refused' ? decision.message : '').toMatch(message);
  });

  it('never lets JWKs be changed without a choice that fits and the right name', () => {
    const jwk = fc.record({ name: fc.string(), obstacle: fc.option(fc.string(), { nil: undefined }) });
    fc.assert(
      fc.property(
        fc.record<CascadeQuestion>({
          change: fc.constantFrom('update', 'delete'),
          name: fc.constantFrom('a', 'b'),
          jwks: fc.array(jwk, { maxLength: 3 }),
          otherDependents: fc.nat(2),
          action: fc.constantFrom('UPDATE', 'DISCONNECT', 'DELETE', undefined),
          typedName: fc.constantFrom('', 'a', 'B'),
        }),
        (question) => {
          const decision = decideCascade(question);
          if (decision.kind === 'refused') return;
          const { change, jwks, otherDependents, action } = question;
          if (jwks.length + otherDependents > 0) expect(question.typedName.toLowerCase()).toBe(question.name);
          if (jwks.length === 0) return;
          expect(decision.action).toBe(action);
          expect(change === 'update' ? ['UPDATE', 'DISCONNECT'] : ['DELETE', 'DISCONNECT']).toContain(action);
          if (action === 'UPDATE') expect(jwks.every(({ obstacle }) => obstacle === undefined)).toBe(true);
        },
      ),
    );
  });
});
