import { createTestCa, type IssuedCertificate, type TestCa } from '@certkeep/testing';
import fc from 'fast-check';
import { DomainError } from '@certkeep/domain';
import { createPrivateKey } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { inspectMaterial as inspectNow } from './inspect-material.js';
import { judgeMaterial } from './judge-material.js';
import { defaultLimits, type BroughtMaterial } from './material.js';

const inspectMaterial = (...given: Parameters<typeof inspectNow>) => Promise.resolve().then(() => inspectNow(...given));
const refusal = (reason: string, field = 'material') => expect.objectContaining({ reason, field }) as Error;
const bytes = (text: string) => new TextEncoder().encode(text);
const files = (...contents: (string | Uint8Array)[]): BroughtMaterial => ({
  kind: 'files',
  files: contents.map((content, index) => ({
    name: `file-${index}`,
    content: typeof content === 'string' ? bytes(content) : content,
  })),
});

/** Made for this test with PBE-MD5-DES (RFC 8018 appendix A.3); its passphrase is “geheim”. */
const keyInDes = `-----BEGIN ENCRYPTED PRIVATE KEY-----
MIGwMBsGCSqGSIb3DQEFAzAOBAjZbY4+ehMRgQICCAAEgZBtvPpZ6/ZEIOmgea7/
6cPKXN75XRfDA4KvEm1FmALOz7CYMfCmkho+OGmjUCOieG6nIpUmdbSFbc2S1vbh
Qy+QIHFH4vldGG8xJNS4bigekE22+tzsBrBjnRYR3R+Vm5Jn6s7SlC/rYl/0dObz
xwGAFv2zHirvAvC+TB2EGW165RSxggbngTTAMTp3mWUrxo8=
-----END ENCRYPTED PRIVATE KEY-----`;

describe('inspecting material', () => {
  let root: TestCa;
  let intermediate: TestCa;
  let leaf: IssuedCertificate;
  let other: IssuedCertificate;
  beforeAll(async () => {
    root = await createTestCa();
    intermediate = await root.intermediate('Test intermediate');
    leaf = await intermediate.issue({ commonName: 'api.example.org', dnsNames: ['api.example.org', 'b.example.org'] });
    other = await root.issue({ commonName: 'other.example.org' });
  });

  it('finds certificate and key in one PEM file', async () => {
    const { leaf: found, privateKey } = await inspectMaterial(files(leaf.certificatePem + leaf.privateKeyPem));
    expect(found.facts.commonName).toBe('api.example.org');
    expect(found.facts.subjectAlternativeNames.map(({ value }) => value)).toEqual(['api.example.org', 'b.example.org']);
    expect(privateKey?.facts).toEqual({ algorithm: 'EC', size: 256, curve: 'P-256' });
    expect(Buffer.from(privateKey?.pkcs8 ?? [])).toEqual(Buffer.from(leaf.privateKeyDer));
  });

  it('finds certificate and key in two files, in either order', async () => {
    for (const pair of [
      [leaf.certificatePem, leaf.privateKeyPem],
      [leaf.privateKeyPem, leaf.certificatePem],
    ]) {
      expect((await inspectMaterial(files(...pair))).privateKey).toBeDefined();
    }
  });

  it('reads DER certificates and keys', async () => {
    const { leaf: found, privateKey } = await inspectMaterial(files(leaf.certificateDer, leaf.privateKeyDer));
    expect(found.facts.commonName).toBe('api.example.org');
    expect(privateKey).toBeDefined();
  });

  it('reads SEC1 and PKCS#1 keys, in PEM and DER', async () => {
    const rsa = await root.issue({ commonName: 'rsa', algorithm: 'RSA-2048' });
    const ecKey = createPrivateKey(leaf.privateKeyPem);
    const rsaKey = createPrivateKey(rsa.privateKeyPem);
    const pairs: [IssuedCertificate, string | Buffer][] = [
      [leaf, ecKey.export({ type: 'sec1', format: 'pem' })],
      [leaf, ecKey.export({ type: 'sec1', format: 'der' })],
      [rsa, rsaKey.export({ type: 'pkcs1', format: 'pem' })],
      [rsa, rsaKey.export({ type: 'pkcs1', format: 'der' })],
    ];
    for (const [certificate, key] of pairs) {
      expect((await inspectMaterial(files(certificate.certificatePem, key))).privateKey).toBeDefined();
    }
  });

  it('puts a chain in order, whatever the order it comes in, with text and CRLF around it', async () => {
    const bundle = [
      'Bag Attributes\r\n',
      root.certificatePem,
      'subject=x\n',
      leaf.certificatePem,
      intermediate.certificatePem,
    ]
      .join('\n')
      .replaceAll('\n', '\r\n');
    const { leaf: found, chain } = await inspectMaterial(files(bundle));
    expect(found.facts.commonName).toBe('api.example.org');
    expect(chain.map(({ facts }) => facts.commonName)).toEqual(['Test intermediate', 'Certkeep test root']);
  });

  it('reports strangers and duplicates rather than dropping them in silence', async () => {
    const { warnings } = await inspectMaterial(
      files(leaf.certificatePem + leaf.certificatePem + other.certificatePem + leaf.privateKeyPem),
    );
    expect(warnings.map(({ code }) => code)).toEqual(['CHAIN_INCOMPLETE', 'STRANGER_IN_CHAIN', 'DUPLICATE_IN_CHAIN']);
  });

  it('takes both encoding types of a paste, and says so when it is the other one', async () => {
    const bare = Buffer.from(leaf.certificateDer).toString('base64');
    const pem = leaf.certificatePem;
    for (const input of [
      { kind: 'paste', text: bare },
      { kind: 'paste', text: bare.replaceAll(/(.{60})/g, '$1\n'), encoding: 'BASE64' },
      { kind: 'paste', text: pem, encoding: 'BASE64PEM' },
    ] as const) {
      expect((await inspectMaterial(input)).leaf.facts.commonName).toBe('api.example.org');
    }
    await expect(inspectMaterial({ kind: 'paste', text: pem, encoding: 'BASE64' })).rejects.toThrow(/BASE64PEM/);
    await expect(inspectMaterial({ kind: 'paste', text: bare, encoding: 'BASE64PEM' })).rejects.toThrow(
      refusal('ENCODING_MISMATCH'),
    );
  });

  it('opens encrypted keys with their passphrase alone', async () => {
    const encrypted = leaf.certificatePem + leaf.encryptedKeyPem('open sesame');
    expect((await inspectMaterial({ ...files(encrypted), passphrase: 'open sesame' })).privateKey?.wasEncrypted).toBe(
      true,
    );
    await expect(inspectMaterial(files(encrypted))).rejects.toThrow(
      refusal('PASSPHRASE_REQUIRED', 'material.passphrase'),
    );
    const wrong = inspectMaterial({ ...files(encrypted), passphrase: 'open barley' });
    await expect(wrong).rejects.toThrow(refusal('PASSPHRASE_WRONG', 'material.passphrase'));
    await expect(wrong).rejects.toThrow(/^((?!barley).)*$/);
  });

  it.each(['aes256', 'des3'])('opens keys that were encrypted before PKCS#8, with %s', async (cipher) => {
    const key = createPrivateKey(leaf.privateKeyPem).export({
      type: 'sec1',
      format: 'pem',
      cipher: cipher === 'des3' ? 'des-ede3-cbc' : 'aes-256-cbc',
      passphrase: 'open sesame',
    });
    expect(key).toContain('Proc-Type: 4,ENCRYPTED');
    const input = files(leaf.certificatePem, key);
    expect((await inspectMaterial({ ...input, passphrase: 'open sesame' })).privateKey?.facts.curve).toBe('P-256');
    await expect(inspectMaterial(input)).rejects.toThrow(refusal('PASSPHRASE_REQUIRED', 'material.passphrase'));
    await expect(inspectMaterial({ ...input, passphrase: 'open barley' })).rejects.toThrow(
      refusal('PASSPHRASE_WRONG', 'material.passphrase'),
    );
  });

  it('does not blame the passphrase for a cipher that is no longer read', async () => {
    const input = { ...files(leaf.certificatePem, keyInDes), passphrase: 'geheim' };
    await expect(inspectMaterial(input)).rejects.toThrow(refusal('MATERIAL_UNREADABLE'));
    await expect(inspectMaterial(input)).rejects.toThrow(/too old .* Encrypt it again with AES/);
  });

  it('does not begin a derivation without end', async () => {
    const der = createPrivateKey(leaf.privateKeyPem).export({
      type: 'pkcs8',
      format: 'der',
      cipher: 'aes-256-cbc',
      passphrase: 'open sesame',
    });
    const rounds = der.indexOf(Buffer.from('02020800', 'hex'));
    expect(rounds).toBeGreaterThan(0);
    const input = { ...files(leaf.certificatePem, der), passphrase: 'open sesame' };
    await expect(inspectMaterial(input, { ...defaultLimits, derivationRounds: 2047 })).rejects.toThrow(
      refusal('TOO_LARGE'),
    );
    await expect(inspectMaterial(input, { ...defaultLimits, derivationRounds: 2048 })).resolves.toBeDefined();
  });

  it.each([
    ['JCEKS', 'bytes', 'cececece00000002'],
    ['CSR', 'PEM', '-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----'],
    ['PUBLIC KEY', 'PEM', '-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC KEY-----'],
  ])('calls %s by its name, in %s, and says what to do', async (format, _form, content) => {
    const input = files(content.startsWith('-') ? content : new Uint8Array(Buffer.from(content, 'hex')));
    await expect(inspectMaterial(input)).rejects.toThrow(
      expect.objectContaining({ reason: 'MATERIAL_UNREADABLE', field: 'material', metadata: { format } }) as Error,
    );
    await expect(inspectMaterial(input)).rejects.toThrow(/Convert it to PKCS#12: |Choose the certificate/);
  });

  it.each([
    ['a PKCS#12 store', '300c020103300706092a864886f7', /damaged PKCS#12 store/],
    ['a PKCS#12 store in BER', '3080020103308006092a864886f70d010701', /damaged PKCS#12 store/],
    ['a PKCS#7 bundle', '300b06092a864886f70d010702', /damaged PKCS#7 bundle/],
    ['a Java keystore', 'feedfeed00000002', /damaged Java keystore/],
  ])('says what it was that is damaged: %s', async (_what, content, message) => {
    const input = files(new Uint8Array(Buffer.from(content, 'hex')));
    await expect(inspectMaterial(input)).rejects.toThrow(refusal('MATERIAL_UNREADABLE'));
    await expect(inspectMaterial(input)).rejects.toThrow(message);
  });

  it('takes DER for what it is, also where a text in it looks like PEM', async () => {
    const decoy = await root.issue({ commonName: '-----BEGIN CERTIFICATE-----' });
    expect((await inspectMaterial(files(decoy.certificateDer))).leaf.facts.commonName).toBe(
      '-----BEGIN CERTIFICATE-----',
    );
  });

  it('begins its messages with a capital, whether a file has a name or not', async () => {
    const nameless: BroughtMaterial = { kind: 'files', files: [{ name: '', content: new Uint8Array() }] };
    await expect(inspectMaterial(nameless)).rejects.toThrow(/^The file is empty/);
  });

  it.each([
    ['no certificate', () => files(leaf.privateKeyPem), 'NO_CERTIFICATE'],
    ['a key of another certificate', () => files(leaf.certificatePem, other.privateKeyPem), 'KEY_MISMATCH'],
    ['two keys', () => files(leaf.certificatePem, leaf.privateKeyPem, other.privateKeyPem), 'KEY_MISMATCH'],
    ['an empty file', () => files(''), 'MATERIAL_UNREADABLE'],
    ['something else', () => files('Hello, world'), 'MATERIAL_UNREADABLE'],
    ['a word that could be Base64', () => files('Hello'), 'MATERIAL_UNREADABLE'],
    ['DER of something else', () => files(new Uint8Array([0x30, 0x03, 0x02, 0x01, 0x05])), 'MATERIAL_UNREADABLE'],
    ['PEM without its end', () => files(leaf.certificatePem.slice(0, 200)), 'MATERIAL_UNREADABLE'],
    [
      'a chain of which the last one is cut off',
      () => files(leaf.certificatePem + intermediate.certificatePem.slice(0, 200)),
      'MATERIAL_UNREADABLE',
    ],
    [
      'a certificate with a byte after it',
      () => files(new Uint8Array([...leaf.certificateDer, 0])),
      'MATERIAL_UNREADABLE',
    ],
    [
      'PEM of something else',
      () => files('-----BEGIN SSH KEY-----\nAAAA\n-----END SSH KEY-----'),
      'MATERIAL_UNREADABLE',
    ],
    ['2 MiB', () => files(new Uint8Array(2 * 1024 * 1024)), 'TOO_LARGE'],
    ['65 certificates', () => files(leaf.certificatePem.repeat(65)), 'TOO_LARGE'],
    ['an empty paste', (): BroughtMaterial => ({ kind: 'paste', text: ' ' }), 'NO_CERTIFICATE'],
  ])('refuses %s', async (_what, input, reason) => {
    await expect(inspectMaterial(input())).rejects.toThrow(refusal(reason));
  });

  it('answers damaged material with a refusal or a result, and nothing else', async () => {
    const whole = bytes(leaf.certificatePem + leaf.privateKeyPem);
    const damaged = fc.oneof(
      fc.tuple(fc.nat(whole.length - 1), fc.nat(255)).map(([at, value]) => whole.with(at, value)),
      fc.nat(whole.length).map((length) => whole.slice(0, length)),
      fc
        .tuple(fc.nat(leaf.certificateDer.length - 1), fc.nat(255))
        .map(([at, value]) => leaf.certificateDer.with(at, value)),
      fc.nat(leaf.certificateDer.length).map((length) => leaf.certificateDer.slice(0, length)),
    );
    await fc.assert(
      fc.asyncProperty(damaged, async (content) => {
        try {
          await inspectMaterial(files(content));
        } catch (error) {
          expect(error).toBeInstanceOf(DomainError);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('judging material', () => {
  let ca: TestCa;
  beforeAll(async () => {
    ca = await createTestCa();
  });
  const now = new Date();
  const judged = async (certificate: IssuedCertificate, withKey: boolean, allowExpired = false) => {
    const content = certificate.certificatePem + (withKey ? certificate.privateKeyPem : '');
    const inspection = await inspectMaterial(files(content));
    judgeMaterial(inspection, { now, allowExpired });
  };

  it('refuses an expired certificate unless that is allowed', async () => {
    const expired = await ca.issue({
      commonName: 'old',
      notBefore: new Date(now.getTime() - 2000_000),
      notAfter: new Date(now.getTime() - 1000_000),
    });
    await expect(judged(expired, true)).rejects.toThrow(refusal('CERTIFICATE_EXPIRED'));
    await expect(judged(expired, true, true)).resolves.toBeUndefined();
  });

  it('takes a certificate that is not valid yet', async () => {
    const upcoming = await ca.issue({ commonName: 'new', notBefore: new Date(now.getTime() + 1000_000) });
    await expect(judged(upcoming, true)).resolves.toBeUndefined();
  });

  it('refuses a weak key where its private half is kept; for trust it is taken, with a warning', async () => {
    const weak = await ca.issue({ commonName: 'weak', algorithm: 'RSA-1024' });
    await expect(judged(weak, true)).rejects.toThrow(refusal('WEAK_KEY'));
    await expect(judged(weak, false)).resolves.toBeUndefined();
    const { warnings } = await inspectMaterial(files(weak.certificatePem));
    expect(warnings.map(({ code }) => code)).toContain('WEAK_KEY');
  });

  it('refuses a weak signature where there is a key; for trust it is taken, with a warning', async () => {
    const oldCa = await createTestCa('Old', 'RSA-2048-SHA1');
    const weak = await oldCa.issue({ commonName: 'weak' });
    await expect(judged(weak, true)).rejects.toThrow(refusal('WEAK_SIGNATURE'));
    await expect(judged(weak, false)).resolves.toBeUndefined();
    const { warnings } = await inspectMaterial(files(oldCa.certificatePem));
    expect(warnings.map(({ code }) => code)).toEqual(['TRUST_ONLY', 'WEAK_SIGNATURE']);
  });

  it.each(['EC-P256', 'EC-P384', 'Ed25519', 'RSA-2048'] as const)('takes a key of the kind %s', async (algorithm) => {
    await expect(judged(await ca.issue({ commonName: algorithm, algorithm }), true)).resolves.toBeUndefined();
  });
});
