import { selfSigned } from '@certkeep/testing';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect as connectPlain } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type ConnectionOptions } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SecureWork, writeServerCertificate } from './secure-work.js';

const patience = { timeout: 20_000, interval: 100 };

describe('TLS on the gRPC port', () => {
  let secure: SecureWork;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'certkeep-tls-database-'));
    secure = await SecureWork.start(`sqlite:${join(folder, 'certkeep.sqlite')}`);
  });
  afterAll(() => rm(folder, { recursive: true }));

  const connected = async (options: ConnectionOptions) => {
    const [host, port] = secure.work.running.serving.grpcAddress.split(':');
    const socket = connect({ host, port: Number(port), ALPNProtocols: ['h2'], ...options });
    await once(socket, 'secureConnect');
    return socket;
  };

  it('takes up no session again, so that each connection proves its private key', async () => {
    const { certificatePem, privateKeyPem } = await secure.work.issue();
    const ca = secure.server.certificatePem;
    for (const maxVersion of ['TLSv1.3', 'TLSv1.2'] as const) {
      const first = await connected({ ca, maxVersion, cert: certificatePem, key: privateKeyPem });
      // What the server sends for sessions to come lies before its first message.
      await once(first, 'data');
      const session = first.getSession();
      first.destroy();
      const second = await connected({ ca, maxVersion, ...(session && { session }) });
      expect(second.isSessionReused()).toBe(false);
      second.destroy();
    }
  });

  it('has the certificate of its files, also when they change, and streams go on', async () => {
    const { certificate } = await secure.nodeWithCertificate();
    const watched = secure.watching({ certificate });
    await watched.certificate();
    const next = selfSigned('the next one');
    await writeServerCertificate(secure.folder, next);
    await vi.waitFor(async () => {
      const socket = await connected({ ca: next.certificatePem });
      socket.destroy();
    }, patience);
    expect(await watched.next()).toMatchObject({ kind: 'heartbeat' });
  });

  it('ends when Certkeep is stopped, though somebody has connected and says nothing', async () => {
    const [host, port] = secure.work.running.serving.grpcAddress.split(':');
    const silent = connectPlain({ host: host ?? '', port: Number(port) });
    await once(silent, 'connect');
    await secure.stop();
    silent.destroy();
  });
});
