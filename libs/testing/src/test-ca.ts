import 'reflect-metadata';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  AuthorityKeyIdentifierExtension,
  X509CertificateGenerator,
  type X509Certificate,
} from '@peculiar/x509';
import { createHash, createPrivateKey, createPublicKey, webcrypto } from 'node:crypto';

const algorithms = {
  'EC-P256': { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  'EC-P384': { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' },
  Ed25519: { name: 'Ed25519' },
  'RSA-2048': {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    publicExponent: new Uint8Array([1, 0, 1]),
    modulusLength: 2048,
  },
  'RSA-1024': {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    publicExponent: new Uint8Array([1, 0, 1]),
    modulusLength: 1024,
  },
  /** Signs with SHA-1, as authorities did until 2016. */
  'RSA-2048-SHA1': {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-1',
    publicExponent: new Uint8Array([1, 0, 1]),
    modulusLength: 2048,
  },
} as const;

export type TestKeyAlgorithm = keyof typeof algorithms;

export interface IssueOptions {
  readonly commonName: string;
  readonly dnsNames?: readonly string[];
  /** Default: an hour ago. */
  readonly notBefore?: Date;
  /** Default: in a year. */
  readonly notAfter?: Date;
  readonly algorithm?: TestKeyAlgorithm;
  /** Keeps this certificate's key, which is EC-P256. */
  readonly keyFrom?: Pick<IssuedCertificate, 'privateKeyDer'>;
}

/** A certificate with its key, in the forms that people have them. */
export interface IssuedCertificate {
  readonly certificatePem: string;
  readonly certificateDer: Uint8Array;
  /** Of the certificate, in lower-case hex. */
  readonly sha256: string;
  /** PKCS#8. */
  readonly privateKeyPem: string;
  readonly privateKeyDer: Uint8Array;
  readonly encryptedKeyPem: (passphrase: string) => string;
}

export interface TestCa {
  readonly certificatePem: string;
  issue(options: IssueOptions): Promise<IssuedCertificate>;
  /** A CA below this one. */
  intermediate(commonName: string): Promise<TestCa>;
}

const hour = 60 * 60 * 1000;
const year = 365 * 24 * hour;

/**
 * A CA for tests, with a real key and real signatures.
 * @param algorithm of its key and of what it signs, and of the CAs below it
 */
export async function createTestCa(
  commonName = 'Certkeep test root',
  algorithm: TestKeyAlgorithm = 'EC-P256',
): Promise<TestCa> {
  const keys = await generateKeys(algorithm);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${commonName}`,
    keys,
    notBefore: new Date(Date.now() - hour),
    notAfter: new Date(Date.now() + 10 * year),
    signingAlgorithm: algorithms[algorithm],
    extensions: await caExtensions(keys),
  });
  return caOf(certificate, keys, algorithm);
}

function caOf(certificate: X509Certificate, keys: webcrypto.CryptoKeyPair, algorithm: TestKeyAlgorithm): TestCa {
  const sign = async (
    subject: string,
    subjectKeys: webcrypto.CryptoKeyPair,
    options: Partial<IssueOptions>,
    isCa: boolean,
  ) =>
    X509CertificateGenerator.create({
      subject,
      issuer: certificate.subject,
      publicKey: subjectKeys.publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm: algorithms[algorithm],
      notBefore: options.notBefore ?? new Date(Date.now() - hour),
      notAfter: options.notAfter ?? new Date(Date.now() + year),
      extensions: [
        ...(isCa ? await caExtensions(subjectKeys) : await leafExtensions(subjectKeys, options.dnsNames ?? [])),
        await AuthorityKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
  return {
    certificatePem: `${certificate.toString('pem')}\n`,
    issue: async (options) => {
      const leafKeys = await (options.keyFrom === undefined
        ? generateKeys(options.algorithm ?? 'EC-P256')
        : importKeys(options.keyFrom.privateKeyDer));
      const leaf = await sign(`CN=${options.commonName}`, leafKeys, options, false);
      return issued(leaf, new Uint8Array(await webcrypto.subtle.exportKey('pkcs8', leafKeys.privateKey)));
    },
    intermediate: async (commonName) => {
      const caKeys = await generateKeys(algorithm);
      return caOf(await sign(`CN=${commonName}`, caKeys, {}, true), caKeys, algorithm);
    },
  };
}

function issued(leaf: X509Certificate, pkcs8: Uint8Array): IssuedCertificate {
  const key = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
  return {
    certificatePem: `${leaf.toString('pem')}\n`,
    certificateDer: new Uint8Array(leaf.rawData),
    sha256: createHash('sha256').update(new Uint8Array(leaf.rawData)).digest('hex'),
    privateKeyPem: key.export({ type: 'pkcs8', format: 'pem' }) as string,
    privateKeyDer: pkcs8,
    encryptedKeyPem: (passphrase) =>
      key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase }) as string,
  };
}

async function generateKeys(algorithm: TestKeyAlgorithm): Promise<webcrypto.CryptoKeyPair> {
  return (await webcrypto.subtle.generateKey(algorithms[algorithm], true, [
    'sign',
    'verify',
  ])) as webcrypto.CryptoKeyPair;
}

async function importKeys(pkcs8: Uint8Array): Promise<webcrypto.CryptoKeyPair> {
  const key = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const algorithm = algorithms['EC-P256'];
  return {
    privateKey: await webcrypto.subtle.importKey('pkcs8', Buffer.from(pkcs8), algorithm, true, ['sign']),
    publicKey: await webcrypto.subtle.importKey('spki', spki, algorithm, true, ['verify']),
  };
}

async function caExtensions({ publicKey }: webcrypto.CryptoKeyPair) {
  return [
    new BasicConstraintsExtension(true, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    await SubjectKeyIdentifierExtension.create(publicKey),
  ];
}

async function leafExtensions({ publicKey }: webcrypto.CryptoKeyPair, dnsNames: readonly string[]) {
  return [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
    new ExtendedKeyUsageExtension(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']),
    await SubjectKeyIdentifierExtension.create(publicKey),
    ...(dnsNames.length === 0
      ? []
      : [new SubjectAlternativeNameExtension(dnsNames.map((value) => ({ type: 'dns' as const, value })))]),
  ];
}
