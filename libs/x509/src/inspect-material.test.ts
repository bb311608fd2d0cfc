import { createTestCa, type IssuedCertificate, type TestCa } from '@certkeep/testing';
import fc from 'fast-check';
import { DomainError } from '@certkeep/domain';
import { createPrivateKey } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { inspectMaterial } from './inspect-material.js';
import { judgeMaterial } from './judge-material.js';
import type { MaterialInput } from './material.js';

const refusal = (reason: string, field = 'material') => expect.objectContaining({ reason, field }) as Error;
const bytes = (text: string) => new TextEncoder().encode(text);
const files = (...contents: (string | Uint8Array)[]): MaterialInput => ({
  kind: 'files',
  files: contents.map((content, index) => ({
    name: `file-${index}`,
    content: typeof content === 'string' ? bytes(content) : content,
  })),
});

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
      'PEM of something else',
      () => files('-----BEGIN SSH KEY-----\nAAAA\n-----END SSH KEY-----'),
      'MATERIAL_UNREADABLE',
    ],
    ['2 MiB', () => files(new Uint8Array(2 * 1024 * 1024)), 'TOO_LARGE'],
    ['65 certificates', () => files(leaf.certificatePem.repeat(65)), 'TOO_LARGE'],
    ['an empty paste', (): MaterialInput => ({ kind: 'paste', text: ' ' }), 'NO_CERTIFICATE'],
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

  it('refuses a weak key where its private half is kept, and takes it for trust', async () => {
    const weak = await ca.issue({ commonName: 'weak', algorithm: 'RSA-1024' });
    await expect(judged(weak, true)).rejects.toThrow(refusal('WEAK_KEY'));
    await expect(judged(weak, false)).resolves.toBeUndefined();
  });

  it.each(['EC-P256', 'EC-P384', 'Ed25519', 'RSA-2048'] as const)('takes a key of the kind %s', async (algorithm) => {
    await expect(judged(await ca.issue({ commonName: algorithm, algorithm }), true)).resolves.toBeUndefined();
  });
});
