import { FaultyProxy, startNginx, type Nginx, type TestCa } from '@certkeep/testing';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFaultyMariadb, type FaultyDatabase } from './faulty-database.js';
import { Installation } from './installation.js';

/** A server process, and the network between it and the database. */
export interface Replica {
  readonly installation: Installation;
  readonly link: FaultyProxy;
}

/** Several server processes on one MariaDB, behind nginx. */
export interface Replicas {
  readonly all: readonly [Replica, Replica, Replica];
  readonly database: FaultyDatabase;
  /** Of gRPC, through nginx. */
  readonly endpoint: string;
  readonly folder: string;
  readonly stop: () => Promise<void>;
}

export async function startReplicas(ca: TestCa): Promise<Replicas> {
  const folder = await mkdtemp(join(tmpdir(), 'certkeep-replicas-'));
  const database = await startFaultyMariadb();
  const key = randomBytes(32).toString('base64');
  const start = async (): Promise<Replica> => {
    const link = await FaultyProxy.start(database.port);
    const url = new URL(database.url);
    url.port = String(link.port);
    const settings = { CERTKEEP_KEY: key, CERTKEEP_DATABASE_URL: url.href };
    return { installation: await Installation.start(settings), link };
  };
  const all = [await start(), await start(), await start()] as const;
  const nginx = await startBalancer(ca, folder, all);
  return {
    all,
    database,
    endpoint: `https://localhost:${nginx.port}`,
    folder,
    stop: async () => {
      await nginx.stop();
      await Promise.all(all.map(({ installation }) => installation.stop()));
      await Promise.all(all.map(({ link }) => link.stop()));
      await database.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** As docs/operations.md has it, with a read timeout that fits a beat each second. */
async function startBalancer(ca: TestCa, folder: string, replicas: readonly Replica[]): Promise<Nginx> {
  const { certificatePem, privateKeyPem } = await ca.issue({ commonName: 'localhost', dnsNames: ['localhost'] });
  const [certificateFile, keyFile] = [join(folder, 'nginx.pem'), join(folder, 'nginx.key')];
  await writeFile(certificateFile, certificatePem);
  await writeFile(keyFile, privateKeyPem);
  const servers = replicas.map(
    ({ installation: { grpcPort } }) => `server 127.0.0.1:${grpcPort} max_fails=1 fail_timeout=2s;`,
  );
  return startNginx({
    certificateFile,
    keyFile,
    http2: true,
    http: `upstream certkeep { zone certkeep 64k; ${servers.join(' ')} }`,
    server: `location / {
      grpc_pass grpc://certkeep;
      grpc_connect_timeout 2s;
      grpc_read_timeout 5s;
      grpc_socket_keepalive on;
    }`,
  });
}
