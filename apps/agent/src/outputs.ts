import { readFile } from 'node:fs/promises';
import { X509Certificate } from 'node:crypto';
import type { Material, TrustedCertificate } from '@certkeep/node-client';
import { writePkcs12, writeTruststore } from '@certkeep/x509';
import type { FileConfig } from './config.js';
import type { Holdings } from './holdings.js';

/** A file as it is to be. */
export interface Output {
  readonly file: FileConfig;
  readonly bytes: Uint8Array;
}

export function outputsOf(files: readonly FileConfig[], holdings: Holdings): Promise<readonly Output[]> {
  return Promise.all(files.map(async (file) => ({ file, bytes: await bytesOf(file, holdings) })));
}

async function bytesOf({ content, passwordFile = '' }: FileConfig, holdings: Holdings): Promise<Uint8Array> {
  switch (content) {
    case 'certificate':
      return Buffer.from(materialOf(holdings).leafPem);
    case 'chain':
      return Buffer.from(materialOf(holdings).chainPem);
    case 'full-chain':
      return Buffer.from(materialOf(holdings).fullChainPem);
    case 'key':
      return Buffer.from(materialOf(holdings).privateKeyPem);
    case 'full-chain-and-key': {
      const { fullChainPem, privateKeyPem } = materialOf(holdings);
      return Buffer.from(fullChainPem + privateKeyPem);
    }
    case 'pkcs12':
      return pkcs12Of(materialOf(holdings), await passwordIn(passwordFile));
    case 'truststore-pem':
      return writeTruststore({ format: 'PEM', entries: entriesOf(holdings) });
    case 'truststore-pkcs12':
      return writeTruststore({
        format: 'PKCS12',
        entries: entriesOf(holdings),
        password: await passwordIn(passwordFile),
      });
    case 'truststore-jks':
      return writeTruststore({ format: 'JKS', entries: entriesOf(holdings), password: await passwordIn(passwordFile) });
  }
}

function materialOf({ material }: Holdings): Material {
  if (material === undefined) throw new TypeError('a file needs the certificate, which is not there');
  return material;
}

function entriesOf({ truststore }: Holdings): readonly TrustedCertificate[] {
  if (truststore === undefined) throw new TypeError('a file needs the truststore, which is not there');
  return [...truststore.entries.values()];
}

function pkcs12Of(material: Material, password: string): Promise<Uint8Array> {
  const der = (pem: string) => new Uint8Array(new X509Certificate(pem).raw);
  const chain = material.chainPem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const pkcs8 = material.privateKey.export({ type: 'pkcs8', format: 'der' });
  const contents = { name: material.certificateName, pkcs8, leaf: der(material.leafPem), chain: chain.map(der) };
  return writePkcs12(contents, password);
}

/** @throws Error that names the file */
async function passwordIn(path: string): Promise<string> {
  const [password = ''] = (await readFile(path, 'utf8')).split(/\r?\n/);
  if (password === '') throw new Error(`${path} has no password in its first line.`);
  return password;
}
