import { describe, expect, it } from 'vitest';
import { holdsPrivateKey, materialBytes } from './client-certificate-material.js';

const pem = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';

describe('what is to be added as a client certificate', () => {
  it('is the file when one is chosen, else the text', () => {
    expect(materialBytes(Uint8Array.of(1, 2), pem)).toEqual(Uint8Array.of(1, 2));
    expect(new TextDecoder().decode(materialBytes(undefined, ` ${pem}\n`))).toBe(pem.trim());
  });

  it.each(['PRIVATE KEY', 'ENCRYPTED PRIVATE KEY', 'RSA PRIVATE KEY', 'EC PRIVATE KEY'])(
    'is known to hold a key when there is a block of %s',
    (label) => {
      expect(holdsPrivateKey(materialBytes(undefined, `${pem}-----BEGIN ${label}-----`))).toBe(true);
    },
  );

  it('holds none when it is a certificate alone', () => {
    expect(holdsPrivateKey(materialBytes(undefined, pem))).toBe(false);
  });
});
