import { createTestCa } from '@certkeep/testing';
import { describe, expect, it } from 'vitest';
import { parseCertificate } from './parse-certificate.js';
import { readPemText } from '../formats/pem-blocks.js';

/** Made with OpenSSL 3.0, with one of each kind of name; one of them is a comma and a second name, in one. */
const pem = `-----BEGIN CERTIFICATE-----
MIIDVjCCAvugAwIBAgIJAPHi08S1ppeIMAoGCCqGSM49BAMCMFsxCzAJBgNVBAYT
AkRFMR4wHAYDVQQKDBVNw7xsbGVyLCBTw7ZobmUgKyBDby4xEjAQBgNVBAsMCSMx
ICJUZWFtIjEYMBYGA1UEAwwPYXBpLmV4YW1wbGUub3JnMB4XDTI2MTEyMTA0MTAw
OVoXDTM2MTExODA0MTAwOVowWzELMAkGA1UEBhMCREUxHjAcBgNVBAoMFU3DvGxs
ZXIsIFPDtmhuZSArIENvLjESMBAGA1UECwwJIzEgIlRlYW0iMRgwFgYDVQQDDA9h
cGkuZXhhbXBsZS5vcmcwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQZhzapYlzx
MQR+bj6T2jIjRTzVr3WohvKFsKrR3CSvCzUk1EAoL3bK4s8WKFeRigcsKlV6VeqC
spvm3WFetGP8o4IBpjCCAaIwEgYDVR0TAQH/BAgwBgEB/wIBAzAOBgNVHQ8BAf8E
BAMCAoQwIgYDVR0lBBswGQYIKwYBBQUHAwEGCCsGAQUFBwMCBgMqAwQwHQYDVR0O
BBYEFNIqJKAsq6ETRJbFu/dcdZZrQeXBMC0GA1UdHwQmMCQwIqAgoB6GHGh0dHA6
Ly9jcmwuZXhhbXBsZS5vcmcvYS5jcmwwXQYIKwYBBQUHAQEEUTBPMCMGCCsGAQUF
BzABhhdodHRwOi8vb2NzcC5leGFtcGxlLm9yZzAoBggrBgEFBQcwAoYcaHR0cDov
L2NhLmV4YW1wbGUub3JnL2NhLmNlcjCBqgYDVR0RBIGiMIGfgg9hcGkuZXhhbXBs
ZS5vcmeCF2V2aWwsIEROUzpvdGhlci5leGFtcGxlhwQKAAABhxAgAQ24AAAAAAAA
AAAAAAABhhhzcGlmZmU6Ly9leGFtcGxlLm9yZy9hcGmBD29wc0BleGFtcGxlLm9y
Z6AXBgorBgEEAYI3FAIDoAkMB21lQGNvcnCIAyoDBKQSMBAxDjAMBgNVBAMMBWlu
bmVyMAoGCCqGSM49BAMCA0kAMEYCIQDJdyTXxuniBawMn7VpLPO9/JX17f5KXWbs
y4nGfmPk/AIhAIkmTAe8o7/0okFhTjaNITcSimERmOL9LfewuUsmiD70
-----END CERTIFICATE-----`;
const [block] = readPemText(pem).blocks;
const der = block?.body ?? new Uint8Array();

describe('the facts of a certificate', () => {
  const { facts } = parseCertificate(der);

  it('are those that OpenSSL reads', () => {
    expect(facts).toEqual({
      version: 3,
      serialNumber: '00f1e2d3c4b5a69788',
      subject: String.raw`CN=api.example.org,OU=\#1 \"Team\",O=Müller\, Söhne \+ Co.,C=DE`,
      issuer: String.raw`CN=api.example.org,OU=\#1 \"Team\",O=Müller\, Söhne \+ Co.,C=DE`,
      commonName: 'api.example.org',
      notBefore: new Date('2026-11-21T04:10:09Z'),
      notAfter: new Date('2036-11-18T04:10:09Z'),
      subjectAlternativeNames: [
        { kind: 'DNS', value: 'api.example.org', typeOid: '' },
        { kind: 'DNS', value: 'evil, DNS:other.example', typeOid: '' },
        { kind: 'IP', value: '10.0.0.1', typeOid: '' },
        { kind: 'IP', value: '2001:db8::1', typeOid: '' },
        { kind: 'URI', value: 'spiffe://example.org/api', typeOid: '' },
        { kind: 'EMAIL', value: 'ops@example.org', typeOid: '' },
        { kind: 'OTHER', value: '0c076d6540636f7270', typeOid: '1.3.6.1.4.1.311.20.2.3' },
        { kind: 'OTHER', value: '1.2.3.4', typeOid: '' },
        { kind: 'OTHER', value: 'CN=inner', typeOid: '' },
      ],
      key: { algorithm: 'EC', size: 256, curve: 'P-256' },
      signatureAlgorithm: 'ecdsa-with-SHA256',
      keyUsages: ['digitalSignature', 'keyCertSign'],
      extendedKeyUsages: ['serverAuth', 'clientAuth', '1.2.3.4'],
      basicConstraints: { ca: true, pathLength: 3 },
      subjectKeyIdentifier: 'd22a24a02caba1134496c5bbf75c75966b41e5c1',
      authorityKeyIdentifier: '',
      crlUrls: ['http://crl.example.org/a.crl'],
      ocspUrls: ['http://ocsp.example.org'],
      caIssuerUrls: ['http://ca.example.org/ca.cer'],
      hasScts: false,
      sha1: 'd4cea63bdc0dcaac12e973e3128dcc54d7a555d9',
      sha256: 'a58330edef4aae9444ecf727c0d43f2ec95a77293b09235708c777b5b4bf0803',
      spkiSha256: 'a0ca253b04aaee05112d61a099924e487c20cf566982db11376d85dbb3cc9b49',
      unreadableExtensions: [],
    });
  });

  it.each([
    ['RSA-2048', { algorithm: 'RSA', size: 2048, curve: '' }],
    ['RSA-1024', { algorithm: 'RSA', size: 1024, curve: '' }],
    ['EC-P384', { algorithm: 'EC', size: 384, curve: 'P-384' }],
    ['Ed25519', { algorithm: 'Ed25519', size: 256, curve: '' }],
  ] as const)('tell an %s key', async (algorithm, key) => {
    const { certificateDer } = await (await createTestCa()).issue({ commonName: 'key', algorithm });
    expect(parseCertificate(certificateDer).facts.key).toEqual(key);
  });
});

describe('what is no certificate', () => {
  it.each([
    ['a certificate and a byte after it, which would have another fingerprint', new Uint8Array([...der, 0])],
    ['a certificate that is cut off', der.slice(0, -1)],
    ['nothing', new Uint8Array()],
    ['another version', der.with(12, 7)],
  ])('is %s', (_what, bytes) => {
    expect(() => parseCertificate(bytes)).toThrow();
  });
});
