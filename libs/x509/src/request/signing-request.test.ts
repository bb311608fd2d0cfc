import { DomainError } from '@certkeep/domain';
import fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { signingRequestPem } from '../formats/pem-blocks.js';
import { readRequestedNames } from './requested-names.js';
import { generateSigningKey, signingKeyTypeLike, signingKeyTypes, type SigningKeyType } from './signing-key.js';
import { signRequest } from './signing-request.js';

const none = { subject: '', dnsNames: [], ipAddresses: [] };
const names = (written: Partial<typeof none> | Record<string, unknown>) => readRequestedNames({ ...none, ...written });

/** What OpenSSL reads in the request, once it has verified the signature. */
async function asOpensslReads(
  written: Partial<typeof none> | Record<string, unknown>,
  type: SigningKeyType = 'EC_P256',
) {
  const { csr } = signRequest(await generateSigningKey(type), names(written));
  const options = ['-verify', '-noout', '-text', '-nameopt', 'RFC2253,-esc_msb,utf8'];
  return execFileSync('openssl', ['req', ...options], { input: signingRequestPem(csr), stdio: 'pipe' }).toString();
}

function refusalOf(written: Parameters<typeof names>[0]): { field: string | undefined; message: string } {
  try {
    names(written);
  } catch (error) {
    if (error instanceof DomainError) return { field: error.field, message: `${error.reason}: ${error.message}` };
    throw error;
  }
  return { field: undefined, message: 'not refused' };
}

describe('a signing request', () => {
  it.each([
    ['EC_P256', 'ecdsa-with-SHA256', 'NIST CURVE: P-256'],
    ['EC_P384', 'ecdsa-with-SHA384', 'NIST CURVE: P-384'],
    ['EC_P521', 'ecdsa-with-SHA512', 'NIST CURVE: P-521'],
    ['RSA_2048', 'sha256WithRSAEncryption', '(2048 bit)'],
    ['RSA_3072', 'sha256WithRSAEncryption', '(3072 bit)'],
    ['RSA_4096', 'sha256WithRSAEncryption', '(4096 bit)'],
    ['ED25519', 'ED25519', 'ED25519 Public-Key'],
    ['ED448', 'ED448', 'ED448 Public-Key'],
  ] as const)(
    'for a key of the kind %s is signed with %s, as OpenSSL verifies',
    { timeout: 60_000 },
    async (type, signature, key) => {
      const text = await asOpensslReads({ subject: 'CN=api.example.org', dnsNames: ['api.example.org'] }, type);
      expect(text).toContain(`Signature Algorithm: ${signature}`);
      expect(text).toContain(key);
      expect(text).toContain('DNS:api.example.org');
    },
  );

  it('has the subject as it was written, escapes and all', async () => {
    const text = await asOpensslReads({
      subject: String.raw`CN=api.example.org+UID=x, OU=M\C3\BCller \2B S\C3\B6hne,O=Ex\, \"quoted\" Inc.\ ,ST=\#1,2.5.4.97=VATDE-1,C=DE`,
    });
    expect(text).toMatch(/Subject: (?:CN=api\.example\.org\+UID=x|UID=x\+CN=api\.example\.org),OU=Müller \\\+ Söhne,/);
    expect(text).toContain(String.raw`,O=Ex\, \"quoted\" Inc.\ ,ST=\#1,organizationIdentifier=VATDE-1,C=DE`);
  });

  it('without a subject asks for its names critically', async () => {
    const text = await asOpensslReads({ dnsNames: ['a.example.org'] });
    expect(text).toMatch(/Subject: \n/);
    expect(text).toContain('X509v3 Subject Alternative Name: critical');
  });

  it('has addresses of both kinds, and host names in any script as A-labels', async () => {
    const text = await asOpensslReads({
      dnsNames: ['Bücher.Example', '*.straße.example', '*.example.org', 'a_b.example.', 'bücher.example'],
      ipAddresses: ['192.0.2.1', '2001:DB8::0:1', '::ffff:192.0.2.7', '2001:db8:0:0::1'],
    });
    expect(text).toContain(
      'DNS:xn--bcher-kva.example, DNS:*.xn--strae-oqa.example, DNS:*.example.org, DNS:a_b.example, ' +
        'IP Address:192.0.2.1, IP Address:2001:DB8:0:0:0:0:0:1, IP Address:0:0:0:0:0:FFFF:C000:207',
    );
  });

  it('has many names, whose lengths take several bytes', async () => {
    const dnsNames = Array.from({ length: 250 }, (_, index) => `${'long-'.repeat(10)}${index}.example.org`);
    expect(await asOpensslReads({ dnsNames })).toContain('249.example.org');
  });
});

describe('a subject', () => {
  it('means the same once it is read back, whatever is in it', () => {
    const escaped = (value: string) => value.replaceAll(/[\\",+;<>=#]|^ | $/g, (sign) => `\\${sign}`);
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }).filter(isPlain), {
          minLength: 1,
          maxLength: 4,
        }),
        (values) => {
          const written = names({ subject: values.map((value) => `CN=${escaped(value)}`).join(',') });
          expect(names({ subject: written.subjectText }).subject).toEqual(written.subject);
          expect(written.commonName).toBe(values[0]?.normalize('NFC'));
        },
      ),
    );
  });

  it.each([
    ['nothing=there', /“nothing” in the subject is no known attribute/],
    ['api.example.org', /“api\.example\.org” in the subject has no “=”/],
    ['CN=a,,O=b', /An empty part in the subject has no “=”/],
    ['CN=a,', /An empty part/],
    ['CN=', /CN in the subject has no value/],
    ['CN=a,O=   ', /O in the subject has no value/],
    ['CN="a"', /has “"” in it\. Write a backslash/],
    ['CN=a;O=b', /has “;” in it/],
    ['CN=a\\', /backslash that stands before nothing/],
    ['CN=a\\z', /backslash that stands before nothing/],
    ['CN=\\C3', /backslash that stands before nothing/],
    ['CN=a\\00b', /control characters/],
    ['CN=a\u202eb', /control characters/],
    ['CN=#04', /has “#” in it|not one value in DER/],
    ['C=Germany', /The country \(C\) has 7 characters, and 2 letters are allowed/],
    ['C=ÄÖ', /The country \(C\) can have letters of the Latin alphabet/],
    ['DC=bücher', /signs of ASCII alone/],
    [`CN=${'a'.repeat(65)}`, /The common name \(CN\) has 65 characters, and 64 characters at most/],
    [`CN=${'a'.repeat(3000)}`, /longer than 2,048/],
    ['3.4.5=x', /no known attribute/],
    ['', /Nothing names the certificate/],
    ['O=Example', /Nothing names the certificate/],
  ])('is refused where it says %s', (subject, message) => {
    expect(refusalOf({ subject })).toMatchObject({
      field: 'subject.subject',
      message: expect.stringMatching(message) as unknown,
    });
  });
});

describe('names', () => {
  it.each([
    '',
    ' ',
    'a b',
    '*',
    '*.',
    'a.*.example',
    'a..b',
    '1.2.3.4',
    '::1',
    '-.example.org',
    'https://example.org',
    'a/b',
  ])('of hosts are not like %s', (name) => {
    expect(refusalOf({ dnsNames: ['good.example', name] })).toMatchObject({ field: 'subject.dns_names' });
  });

  it.each(['', 'localhost', '1.2.3', '1.2.3.4/24', '01.2.3.4', '0x7f.1', 'fe80::1%eth0', '1::2::3', '300.1.1.1'])(
    'that are addresses are not like %s',
    (address) => {
      expect(refusalOf({ ipAddresses: [address] })).toMatchObject({ field: 'subject.ip_addresses' });
    },
  );

  it('are 250 at most', () => {
    const dnsNames = Array.from({ length: 251 }, (_, index) => `${index}.example.org`);
    expect(refusalOf({ dnsNames })).toMatchObject({ field: 'subject.dns_names' });
  });
});

describe('the kind of key for a renewal', () => {
  it.each([
    [{ algorithm: 'RSA', size: 2048, curve: '' }, 'RSA_2048'],
    [{ algorithm: 'RSA', size: 1024, curve: '' }, 'RSA_2048'],
    [{ algorithm: 'RSA', size: 2049, curve: '' }, 'RSA_3072'],
    [{ algorithm: 'RSA', size: 3072, curve: '' }, 'RSA_3072'],
    [{ algorithm: 'RSA', size: 8192, curve: '' }, 'RSA_4096'],
    [{ algorithm: 'RSA-PSS', size: 4096, curve: '' }, 'RSA_4096'],
    [{ algorithm: 'EC', size: 384, curve: 'P-384' }, 'EC_P384'],
    [{ algorithm: 'EC', size: 521, curve: 'P-521' }, 'EC_P521'],
    [{ algorithm: 'EC', size: 0, curve: '1.3.132.0.10' }, 'EC_P256'],
    [{ algorithm: 'Ed25519', size: 256, curve: '' }, 'ED25519'],
    [{ algorithm: 'Ed448', size: 456, curve: '' }, 'ED448'],
    [{ algorithm: '1.2.3', size: 0, curve: '' }, 'EC_P256'],
  ])('like %o is %s', (facts, type) => {
    expect(signingKeyTypeLike(facts)).toBe(type);
  });

  it('is one of those that can be made', () => {
    expect(signingKeyTypes).toHaveLength(8);
  });
});

function isPlain(text: string): boolean {
  return !/[\p{C}\u2028\u2029]/u.test(text) && text.trim() === text && [...text.normalize('NFC')].length <= 64;
}
