/**
 * Certkeep's main job from outside, on a server of its own with an empty database: a certificate goes in, an API node
 * gets it out over gRPC, and gets the next one once that is primary. Usage: npm run demo
 */
import { FetchCertificateRequest, FetchCertificateResponse } from '@certkeep/contracts/grpc';
import { createTestCa, startServer, type IssuedCertificate } from '@certkeep/testing';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { rpcCaller } from './rpc-caller.ts';

const say = (line: string) => {
  process.stdout.write(`${line}\n`);
};

say('Starting Certkeep on an empty database …');
const server = await startServer({ env: { CERTKEEP_LOG_LEVEL: 'warn' } });
say(`  web UI ${server.httpUrl}, gRPC ${server.grpcAddress}`);
try {
  await demonstrate();
} finally {
  await server.stop();
}

async function demonstrate(): Promise<void> {
  const rpc = rpcCaller(server.httpUrl);
  await rpc('IdentityService/CompleteSetup', {
    setupSecret: server.setupUrl?.split('#')[1],
    userName: 'demo',
    password: 'a password for the demo',
  });
  say('Created the first admin by the one-time link.');

  const ca = await createTestCa('Demo root');
  const first = await ca.issue({ commonName: 'payments-2026', dnsNames: ['payments.example.org'] });
  const second = await ca.issue({ commonName: 'payments-2027', dnsNames: ['payments.example.org'] });
  say('Made a CA and two certificates.');

  await upload(first, 'Payments 2026');
  say('Uploaded “Payments 2026” as .crt and .key, and marked it as primary.');
  const { token } = await rpc('NodeService/CreateNode', { node: { name: 'gateway', mtlsEnabled: true } });
  say('Registered the API node “gateway” and got its token.');

  const node = new Client(server.grpcAddress, credentials.createInsecure());
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${String(token)}`);
  say(`The node fetched:   ${await fetched(node, metadata)}`);
  await upload(second, 'Payments 2027');
  say('Uploaded “Payments 2027” and marked it as primary.');
  say(`The node fetched:   ${await fetched(node, metadata)}`);
  node.close();

  const { certificates } = await rpc('CertificateService/ListCertificates', {});
  for (const { name, primary } of certificates as { name: string; primary?: boolean }[]) {
    say(`In the list:        ${name}${primary === true ? ' (primary)' : ''}`);
  }

  async function upload(issued: IssuedCertificate, name: string): Promise<void> {
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    const files = [
      { name: 'server.crt', content: base64(issued.certificatePem) },
      { name: 'server.key', content: base64(issued.privateKeyPem) },
    ];
    await rpc('CertificateService/CreateCertificate', { name, material: { files: { files } }, primary: true });
  }
}

function fetched(node: Client, metadata: Metadata): Promise<string> {
  return new Promise((resolve, reject) => {
    node.makeUnaryRequest(
      '/certkeep.v1.RuntimeService/FetchCertificate',
      (request: FetchCertificateRequest) => Buffer.from(FetchCertificateRequest.encode(request).finish()),
      (bytes: Buffer) => FetchCertificateResponse.decode(bytes),
      { etag: '', knownRevision: 0n },
      metadata,
      (error, response) => {
        if (error !== null) reject(error);
        else if (response?.result?.$case !== 'certificate') reject(new Error('no certificate came back'));
        else resolve(described(response.result.value));
      },
    );
  });
}

function described({
  certificateName,
  leaf,
  privateKey,
}: {
  certificateName: string;
  leaf: Buffer;
  privateKey: Buffer;
}): string {
  const certificate = new X509Certificate(leaf);
  const key = createPrivateKey({ key: privateKey, format: 'der', type: 'pkcs8' });
  const fits = certificate.checkPrivateKey(key) ? 'its private key fits' : 'ITS PRIVATE KEY DOES NOT FIT';
  return `${certificateName}: ${certificate.subject}, until ${certificate.validTo}; ${fits}`;
}
