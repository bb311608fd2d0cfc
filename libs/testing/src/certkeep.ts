import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { lastOfStream } from './connect-stream.js';
import { startServer, type RunningServer } from './server-process.js';
import type { SelfSigned } from './self-signed.js';
import type { IssuedCertificate } from './test-ca.js';

type Answer = Readonly<Record<string, unknown>>;

export interface NodeChoices {
  readonly environmentId?: string;
  readonly certificateId?: string;
}

/** Certkeep itself, as a process of its own on a port that it keeps when it is started again. */
export interface Certkeep {
  readonly endpoint: string;
  /** Registers a node with mTLS on. @param choices its environment, or a certificate chosen by hand */
  readonly createNode: (
    name: string,
    choices?: NodeChoices,
  ) => Promise<{ readonly id: string; readonly token: string }>;
  /** Stores a certificate. @returns its id */
  readonly addCertificate: (certificate: IssuedCertificate) => Promise<string>;
  /** Stores a certificate, which becomes the company's primary one. @returns its id */
  readonly addPrimary: (certificate: IssuedCertificate) => Promise<string>;
  readonly setPrimary: (id: string) => Promise<void>;
  /** Calls an RPC by name with JSON, as the first admin. */
  readonly rpc: (name: string, request: object) => Promise<Answer>;
  /** Trusts the certificates of a PEM text in an environment. */
  readonly importTrustedCas: (environmentId: string, pem: string) => Promise<void>;
  /** Ends it as a power cut would. */
  readonly kill9: () => Promise<void>;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** @param tls what its gRPC port serves; without, it is served in the clear */
export async function startCertkeep(databaseUrl?: string, tls?: SelfSigned): Promise<Certkeep> {
  const dataDir = await mkdtemp(join(tmpdir(), 'certkeep-whole-'));
  const grpcPort = await freePort();
  const tlsSettings = tls === undefined ? {} : await serverCertificate(dataDir, tls);
  const launch = () =>
    startServer({
      dataDir,
      env: {
        CERTKEEP_GRPC_PORT: String(grpcPort),
        CERTKEEP_LOG_LEVEL: 'silent',
        ...tlsSettings,
        ...(databaseUrl === undefined ? {} : { CERTKEEP_DATABASE_URL: databaseUrl }),
      },
    });
  let server: RunningServer = await launch();
  let cookie = '';
  const rpc = async (name: string, request: object): Promise<Answer> => {
    const response = await fetch(`${server.httpUrl}/certkeep.v1.${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(cookie === '' ? {} : { cookie }) },
      body: JSON.stringify(request),
    });
    cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie;
    const answer = (await response.json()) as Answer;
    if (!response.ok) throw new Error(`${name}: ${String(answer['message'])}`);
    return answer;
  };
  const setupSecret = server.setupUrl?.split('#')[1];
  await rpc('IdentityService/CompleteSetup', { setupSecret, userName: 'admin', password: 'correct horse battery' });
  const create = async ({ certificatePem, privateKeyPem }: IssuedCertificate, primary: boolean): Promise<string> => {
    const material = { paste: { text: certificatePem + privateKeyPem } };
    const { certificate } = await rpc('CertificateService/CreateCertificate', { material, primary });
    return (certificate as { readonly id: string }).id;
  };
  return {
    endpoint: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${grpcPort}`,
    rpc,
    createNode: async (name, choices = {}) => {
      const { node, token } = await rpc('NodeService/CreateNode', { node: { name, mtlsEnabled: true, ...choices } });
      return { id: (node as { readonly id: string }).id, token: String(token) };
    },
    addCertificate: (certificate) => create(certificate, false),
    addPrimary: (certificate) => create(certificate, true),
    setPrimary: async (id) => {
      await rpc('CertificateService/SetPrimaryCertificate', { id });
    },
    importTrustedCas: async (environmentId, pem) => {
      const request = { environmentId, material: { paste: { text: pem } } };
      await lastOfStream(`${server.httpUrl}/certkeep.v1.TruststoreService/ImportTrustedCas`, { cookie }, request);
    },
    kill9: () => server.kill9(),
    start: async () => {
      server = await launch();
    },
    stop: async () => {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function serverCertificate(folder: string, { certificatePem, privateKeyPem }: SelfSigned) {
  const [certificateFile, keyFile] = [join(folder, 'grpc.pem'), join(folder, 'grpc.key')];
  await writeFile(certificateFile, certificatePem);
  await writeFile(keyFile, privateKeyPem, { mode: 0o600 });
  return { CERTKEEP_GRPC_CERTIFICATE_FILE: certificateFile, CERTKEEP_GRPC_KEY_FILE: keyFile };
}
