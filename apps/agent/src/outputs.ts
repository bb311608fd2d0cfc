import { readFile } from 'node:fs/promises';
import { X509Certificate } from 'node:crypto';
import type { Material } from '@certkeep/node-client';
import { writePkcs12 } from '@certkeep/x509';
import type { FileConfig } from './config.js';

/** A file as it is to be. */
export interface Output {
  readonly file: FileConfig;
  readonly bytes: Uint8Array;
}

export function outputsOf(files: readonly FileConfig[], material: Material): Promise<readonly Output[]> {
  return Promise.all(files.map(async (file) => ({ file, bytes: await bytesOf(file, material) })));
}

async function bytesOf({ content, passwordFile }: FileConfig, material: Material): Promise<Uint8Array> {
  switch (content) {
    case 'certificate':
      return Buffer.from(material.leafPem);
    case 'chain':
      return Buffer.from(material.chainPem);
    case 'full-chain':
      return Buffer.from(material.fullChainPem);
    case 'key':
      return Buffer.from(material.privateKeyPem);
    case 'full-chain-and-key':
      return Buffer.from(material.fullChainPem + material.privateKeyPem);
    case 'pkcs12':
      return pkcs12Of(material, await passwordIn(passwordFile ?? ''));
  }
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
