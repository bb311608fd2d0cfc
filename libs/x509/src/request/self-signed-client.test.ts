import { createPrivateKey, X509Certificate } from 'node:crypto';
import { expect, it } from 'vitest';
import { parseCertificate } from '../certificate/parse-certificate.js';
import { isSelfSigned } from '../chain/chain-order.js';
import { selfSignedClient } from './self-signed-client.js';
import { generateSigningKey } from './signing-key.js';

const times = { notBefore: new Date('2026-01-02T03:04:05Z'), notAfter: new Date('2026-02-01T00:00:00Z') };

it.each(['EC_P256', 'RSA_2048', 'ED25519'] as const)(
  'a self-signed client certificate with a key of %s is one that OpenSSL verifies with its own key',
  async (type) => {
    const pkcs8 = await generateSigningKey(type);
    const der = selfSignedClient({ pkcs8, subject: 'CN=Certkeep canary', ...times });
    const read = new X509Certificate(der);
    expect(read.verify(read.publicKey)).toBe(true);
    const key = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
    expect(read.checkPrivateKey(key)).toBe(true);
    expect(read.ca).toBe(false);
    expect(read.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
  },
);

it('says what it was made for, to the second, and is another one each time', async () => {
  const pkcs8 = await generateSigningKey('EC_P256');
  const [one, other] = [1, 2].map(() => selfSignedClient({ pkcs8, subject: 'CN=Certkeep canary', ...times }));
  const parsed = parseCertificate(one ?? new Uint8Array());
  expect(isSelfSigned(parsed)).toBe(true);
  expect(parsed.facts).toMatchObject({ subject: 'CN=Certkeep canary', ...times });
  expect(parsed.facts.serialNumber).not.toBe(parseCertificate(other ?? new Uint8Array()).facts.serialNumber);
});

it('is not made until a time that has another spelling', async () => {
  const pkcs8 = await generateSigningKey('EC_P256');
  const late = { ...times, notAfter: new Date('2050-01-01T00:00:00Z') };
  expect(() => selfSignedClient({ pkcs8, subject: 'CN=late', ...late })).toThrow(RangeError);
});
