import { JwkUse } from '@certkeep/contracts/connect';
import { expect, it } from 'vitest';
import { algorithmsFor, keyOfJwk, keyWords } from './key-abilities.js';

it.each([
  [
    { kty: 'RSA', n: 'A'.repeat(342), e: 'AQAB' },
    { algorithm: 'RSA', size: 2048, curve: '' },
  ],
  [
    { kty: 'RSA', n: 'A'.repeat(512), e: 'AQAB' },
    { algorithm: 'RSA', size: 3072, curve: '' },
  ],
  [
    { kty: 'EC', crv: 'P-384' },
    { algorithm: 'EC', size: 0, curve: 'P-384' },
  ],
  [
    { kty: 'OKP', crv: 'Ed25519' },
    { algorithm: 'Ed25519', size: 0, curve: '' },
  ],
  [{ kty: 'oct' }, undefined],
])('the key of %j is %j', (jwk, key) => {
  expect(keyOfJwk(JSON.stringify(jwk))).toEqual(key);
});

it('a text that is no JWK has no key', () => {
  expect(keyOfJwk('')).toBeUndefined();
});

it('a published key is offered what it can do', () => {
  expect(algorithmsFor(keyOfJwk('{"kty":"EC","crv":"P-521"}'), JwkUse.SIG)).toEqual(['ES512']);
  expect(algorithmsFor(keyOfJwk('{"kty":"OKP","crv":"Ed448"}'), JwkUse.ENC)).toEqual([]);
  expect(algorithmsFor(undefined, JwkUse.SIG)).toEqual([]);
});

it.each([
  [{ algorithm: 'RSA', size: 2048, curve: '' }, 'RSA 2048'],
  [{ algorithm: 'EC', size: 256, curve: 'P-256' }, 'EC P-256'],
  [{ algorithm: 'Ed25519', size: 256, curve: '' }, 'Ed25519'],
])('%j is %s in short', (key, words) => {
  expect(keyWords(key)).toBe(words);
});
