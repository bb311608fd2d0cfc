import { createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { CertificateService, IdentityService, Permission } from '@certkeep/contracts/connect';
import {
  createTestCa,
  describeOnEachDatabase,
  startServer,
  type IssuedCertificate,
  type RunningServer,
} from '@certkeep/testing';
import { openDatabase } from '@certkeep/persistence';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { password } from './running.js';

/** How often the server is killed in the middle of its writes, on each database. More of them: CERTKEEP_KILLS=50. */
const kills = Number(process.env['CERTKEEP_KILLS'] ?? 10);

describeOnEachDatabase('a server that is killed while it writes', (database) => {
  let folder: string;
  let url: string;
  let token: string;
  let material: readonly IssuedCertificate[];
  const start = () =>
    startServer({ dataDir: folder, env: { CERTKEEP_DATABASE_URL: url, CERTKEEP_LOG_LEVEL: 'silent' } });
  const clientOf = ({ httpUrl }: RunningServer) =>
    createClient(
      CertificateService,
      createConnectTransport({
        baseUrl: httpUrl,
        httpVersion: '1.1',
        interceptors: [
          (next) => (request) => {
            request.header.set('authorization', `Bearer ${token}`);
            return next(request);
          },
        ],
      }),
    );

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'certkeep-kill-'));
    ({ url } = await database.fresh());
    const ca = await createTestCa();
    material = await Promise.all(Array.from({ length: 200 }, (_, index) => ca.issue({ commonName: `c${index}` })));
    const server = await start();
    token = await serviceToken(server);
    await server.kill9();
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it(`is whole again after each of ${kills} kills, with every acknowledged write and at most one primary`, async () => {
    const acknowledged = new Set<string>();
    let next = 0;
    let interrupted = 0;
    for (let round = 0; round <= kills; round++) {
      const server = await start();
      const certificates = clientOf(server);
      const { certificates: stored } = await certificates.listCertificates({ pageSize: 1000 });
      const whole = await Promise.all(stored.slice(-10).map(({ id }) => certificates.getCertificate({ id })));
      const names = new Set(stored.map(({ name }) => name));
      expect([...acknowledged].filter((name) => !names.has(name))).toEqual([]);
      expect(stored.filter(({ primary }) => primary).length).toBeLessThanOrEqual(1);
      expect(stored.every(({ definitions }) => definitions[0]?.currentVersion?.hasPrivateKey === true)).toBe(true);
      expect(whole.every(({ certificate }) => certificate?.definitions.length === 1)).toBe(true);
      if (round === kills) {
        await server.stop();
        break;
      }
      let alive = true;
      // The server is killed once it writes: its first upload waits for a worker to start.
      const firstWrite = Promise.withResolvers<undefined>();
      const write = async () => {
        while (alive) {
          const certificate = material[next++ % material.length];
          if (certificate === undefined) return;
          const name = `${next} ${round}`;
          await certificates.createCertificate({ name, material: filesOf(certificate), primary: next % 2 === 0 });
          acknowledged.add(name);
          firstWrite.resolve(undefined);
          const chosen = stored[next % Math.max(1, stored.length)];
          if (chosen !== undefined) await certificates.setPrimaryCertificate({ id: chosen.id });
        }
      };
      const writers = [write(), write(), write()].map((writer) => writer.catch(() => (alive ? interrupted++ : 0)));
      await firstWrite.promise;
      await pause(30 + Math.random() * 270);
      await server.kill9();
      await Promise.all(writers);
      alive = false;
    }
    expect(interrupted).toBeGreaterThanOrEqual(kills);
    expect(acknowledged.size).toBeGreaterThan(kills);
  }, 900_000);

  it('has no gap in its revisions or its audit log', async () => {
    const opened = await openDatabase(url);
    const changes = await opened.reader.getRepository(opened.entities.changes).find({ order: { revision: 'ASC' } });
    expect(changes.map(({ revision }) => revision)).toEqual(changes.map((_, index) => index + 1));
    const events = await opened.reader.getRepository(opened.entities.auditEvents).find({ order: { number: 'ASC' } });
    expect(events.map(({ number }) => number)).toEqual(events.map((_, index) => index + 1));
    const created = events.filter(({ action }) => action === 'certificate.create').length;
    expect(await opened.reader.getRepository(opened.entities.certificates).count()).toBe(created);
    expect(await opened.reader.getRepository(opened.entities.versions).count()).toBe(created);
    await opened.close();
  });
});

const filesOf = (certificate: IssuedCertificate) => ({
  source: {
    case: 'paste' as const,
    value: { text: certificate.certificatePem + certificate.privateKeyPem },
  },
});

async function serviceToken({ httpUrl, setupUrl }: RunningServer): Promise<string> {
  let cookie = '';
  const identity = createClient(
    IdentityService,
    createConnectTransport({
      baseUrl: httpUrl,
      httpVersion: '1.1',
      interceptors: [
        (next) => (request) => {
          if (cookie !== '') request.header.set('cookie', cookie);
          return next(request);
        },
      ],
    }),
  );
  await identity.completeSetup(
    { setupSecret: setupUrl?.split('#')[1] ?? '', userName: 'admin', password },
    { onHeader: (headers) => (cookie = headers.get('set-cookie')?.split(';')[0] ?? '') },
  );
  const { serviceAccount } = await identity.createServiceAccount({
    serviceAccount: { name: 'writer', permissions: [Permission.CERTIFICATES_READ, Permission.CERTIFICATES_WRITE] },
  });
  return (await identity.createToken({ serviceAccountId: serviceAccount?.id ?? '', name: 'test' })).secret;
}
