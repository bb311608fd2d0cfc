import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { canSign } from './handshake.js';

const keys = {
  'P-256': generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  'P-521': generateKeyPairSync('ec', { namedCurve: 'P-521' }).privateKey,
  RSA: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  'RSA-PSS': generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey,
  Ed25519: generateKeyPairSync('ed25519').privateKey,
  Ed448: generateKeyPairSync('ed448').privateKey,
};

describe('whether a client’s key can answer what a server asks', () => {
  it.each(Object.keys(keys) as (keyof typeof keys)[])('no key answers a server that didn’t ask: %s', (name) => {
    expect(canSign(keys[name], [], 'TLSv1.3')).toBe(false);
  });

  it.each([
    ['P-256', 'ECDSA+SHA256', 'TLSv1.3', true],
    ['P-256', 'ECDSA+SHA384', 'TLSv1.3', false],
    ['P-256', 'ECDSA+SHA384', 'TLSv1.2', true],
    ['P-521', 'ECDSA+SHA512', 'TLSv1.3', true],
    ['P-256', 'RSA-PSS+SHA256', 'TLSv1.3', false],
    ['RSA', 'RSA-PSS+SHA256', 'TLSv1.3', true],
    ['RSA', 'RSA+SHA256', 'TLSv1.2', true],
    ['RSA', 'RSA+SHA256', 'TLSv1.3', false],
    ['RSA-PSS', 'RSA+SHA256', 'TLSv1.2', false],
    ['RSA-PSS', 'RSA-PSS+SHA256', 'TLSv1.2', true],
    ['Ed25519', 'Ed25519+UNDEF', 'TLSv1.3', true],
    ['Ed448', 'Ed25519+UNDEF', 'TLSv1.3', false],
    ['Ed448', 'Ed448+UNDEF', 'TLSv1.3', true],
  ] as const)('%s and %s in %s: %s', (key, algorithm, protocol, answers) => {
    expect(canSign(keys[key], ['id-ml-dsa-65+UNDEF', algorithm], protocol)).toBe(answers);
  });
});
