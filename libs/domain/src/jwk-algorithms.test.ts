import { describe, expect, it } from 'vitest';
import { jwkAlgorithmAfter, jwkAlgorithms, jwkOperations, type JwkUse, type KeyKind } from './jwk-algorithms.js';

const rsa = (size: number): KeyKind => ({ algorithm: 'RSA', size, curve: '' });
const ec = (curve: string): KeyKind => ({ algorithm: 'EC', size: 256, curve });
const other = (algorithm: string, size = 2048): KeyKind => ({ algorithm, size, curve: '' });

describe('the algorithms of a key', () => {
  it.each<[string, KeyKind, JwkUse, readonly string[]]>([
    ['RSA of 2047 bits', rsa(2047), 'sig', []],
    ['RSA of 2047 bits', rsa(2047), 'enc', []],
    ['RSA of 2048 bits', rsa(2048), 'sig', ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']],
    ['RSA of 4096 bits', rsa(4096), 'enc', ['RSA-OAEP-256', 'RSA-OAEP-384', 'RSA-OAEP-512']],
    ['RSA-PSS of 2047 bits', other('RSA-PSS', 2047), 'sig', []],
    ['RSA-PSS', other('RSA-PSS'), 'sig', ['PS256', 'PS384', 'PS512']],
    ['RSA-PSS', other('RSA-PSS'), 'enc', []],
    ['P-256', ec('P-256'), 'sig', ['ES256']],
    ['P-384', ec('P-384'), 'sig', ['ES384']],
    ['P-521', ec('P-521'), 'sig', ['ES512']],
    ['P-256', ec('P-256'), 'enc', ['ECDH-ES', 'ECDH-ES+A128KW', 'ECDH-ES+A192KW', 'ECDH-ES+A256KW']],
    ['another curve', ec('1.3.132.0.10'), 'sig', []],
    ['another curve', ec('1.3.132.0.10'), 'enc', []],
    ['Ed25519', other('Ed25519', 256), 'sig', ['EdDSA']],
    ['Ed25519', other('Ed25519', 256), 'enc', []],
    ['Ed448', other('Ed448', 456), 'sig', ['EdDSA']],
    ['DSA', other('1.2.840.10040.4.1'), 'sig', []],
  ])('%s: %#', (_, key, use, expected) => {
    expect(jwkAlgorithms(key, use)).toEqual(expected);
  });

  it.each<[KeyKind, JwkUse, string, string | undefined]>([
    [rsa(2048), 'sig', 'PS384', 'PS384'],
    [ec('P-384'), 'sig', 'RS256', 'ES384'],
    [ec('P-384'), 'sig', 'ES256', 'ES384'],
    [rsa(2048), 'enc', 'ECDH-ES', 'RSA-OAEP-256'],
    [other('Ed25519', 256), 'enc', 'ECDH-ES', undefined],
  ])('become, for %o, %s and %s: %s', (key, use, algorithm, expected) => {
    expect(jwkAlgorithmAfter(key, use, algorithm)).toBe(expected);
  });

  it.each([
    ['ES256', ['verify'], ['sign']],
    ['EdDSA', ['verify'], ['sign']],
    ['RSA-OAEP-384', ['encrypt', 'wrapKey'], ['decrypt', 'unwrapKey']],
    ['ECDH-ES+A192KW', [], ['deriveKey', 'deriveBits']],
  ])('%s lets the halves of a key do %j and %j', (algorithm, publicHalf, privateHalf) => {
    expect(jwkOperations(algorithm)).toEqual({ public: publicHalf, private: privateHalf });
  });
});
