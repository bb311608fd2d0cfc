import { createTestCa, type IssuedCertificate } from '@certkeep/testing';
import { execFileSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { certificateText } from './certificate-text.js';

describe('a certificate as text', () => {
  let leaf: IssuedCertificate;
  beforeAll(async () => {
    leaf = await (await createTestCa()).issue({ commonName: 'api.example.org', dnsNames: ['api.example.org'] });
  });

  it('says what OpenSSL says of serial number, key, signature and extensions', () => {
    const theirs = execFileSync('openssl', ['x509', '-inform', 'DER', '-noout', '-text'], {
      input: leaf.certificateDer,
    });
    const hexOf = (text: string) => text.toLowerCase().match(/(?:[0-9a-f]{2}:){7,}[0-9a-f]{2}/g) ?? [];
    const ours = certificateText(leaf.certificateDer);
    expect(hexOf(ours).join(':')).toContain(hexOf(theirs.toString()).at(-1));
    for (const said of ['api.example.org', 'Not After', 'Public-Key: (256 bit)', 'ecdsa-with-SHA256']) {
      expect(ours).toContain(said);
      expect(theirs.toString()).toContain(said);
    }
  });

  it('shows signs that would hide or turn the text around as their numbers', async () => {
    const hostile = await (
      await createTestCa()
    ).issue({ commonName: 'gro.elpmaxe\u202e\u001b[31m', dnsNames: ['a.example'] });
    const text = certificateText(hostile.certificateDer);
    expect(text).toContain(String.raw`gro.elpmaxe\u{202e}\u{1b}[31m`);
    expect(text).not.toMatch(/[\u202e\u001b]/);
  });
});
