import { createClient, type Interceptor } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import type { DescService } from '@bufbuild/protobuf';
import {
  CertificateService,
  EnvironmentKind,
  EnvironmentService,
  IdentityService,
  TruststoreService,
} from '@certkeep/contracts/connect';
import {
  createTestCa,
  describeOnEachDatabase,
  startServer,
  type IssuedCertificate,
  type RunningServer,
} from '@certkeep/testing';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { password } from './running.js';

/** Certificates that come and go; `CERTKEEP_TRUST_CERTIFICATES=1000` is the long form. */
const certificateCount = Number(process.env['CERTKEEP_TRUST_CERTIFICATES'] ?? '40');
const kills = Math.max(4, Math.round(certificateCount / 10));

describeOnEachDatabase('a server that is killed while what it trusts changes', (database) => {
  let folder: string;
  let url: string;
  let cookie = '';
  let apiManager = '';
  let material: readonly IssuedCertificate[];
  const start = () =>
    startServer({
      dataDir: folder,
      env: {
        CERTKEEP_DATABASE_URL: url,
        CERTKEEP_LOG_LEVEL: 'silent',
        CERTKEEP_TRUSTSTORE_DIR: join(folder, 'trust'),
        CERTKEEP_TRUSTSTORE_FORMATS: 'pem,jks',
      },
    });
  const show: Interceptor = (next) => (request) => {
    if (cookie !== '') request.header.set('cookie', cookie);
    return next(request);
  };
  const client = <Service extends DescService>(service: Service, { httpUrl }: RunningServer) =>
    createClient(service, createConnectTransport({ baseUrl: httpUrl, httpVersion: '1.1', interceptors: [show] }));

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'certkeep-trust-kill-'));
    ({ url } = await database.fresh());
    const ca = await createTestCa();
    material = await Promise.all(
      Array.from({ length: certificateCount }, (_, index) => ca.issue({ commonName: `c${index}` })),
    );
    const server = await start();
    await client(IdentityService, server).completeSetup(
      { setupSecret: server.setupUrl?.split('#')[1] ?? '', userName: 'admin', password },
      { onHeader: (headers) => (cookie = headers.get('set-cookie')?.split(';')[0] ?? '') },
    );
    const environments = client(EnvironmentService, server);
    const found = await environments.listEnvironments({ kind: EnvironmentKind.API_MANAGER });
    apiManager = found.environments[0]?.id ?? '';
    await environments.updateEnvironment({
      environment: { id: apiManager, systemRoots: false },
      updateMask: { paths: ['system_roots'] },
    });
    // Half of them are there already: what is done to one of them by chance is as often a change or a removal.
    const files = material.slice(0, certificateCount / 2).map(({ certificatePem, sha256 }) => ({
      name: `${sha256}.pem`,
      content: new TextEncoder().encode(certificatePem),
    }));
    const request = { files: { files }, environmentIds: [apiManager] };
    for await (const { event } of client(CertificateService, server).batchCreateCertificates(request)) {
      if (event.case === 'summary') expect(event.value.created).toBe(files.length);
    }
    await server.kill9();
  }, 120_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** What is trusted by the database, after the files and the process have come in step with it. */
  const agreed = async (server: RunningServer): Promise<readonly string[]> => {
    const truststores = client(TruststoreService, server);
    return vi.waitFor(
      async () => {
        const { entries } = await truststores.listEntries({ environmentId: apiManager, pageSize: 1000 });
        const stored = entries.map(({ facts }) => facts?.sha256Fingerprint ?? '').sort();
        const { process, files } = await truststores.getTrustState({});
        expect(process).toMatchObject({ entryCount: stored.length, failureMessage: '' });
        expect(files.map(({ failureMessage }) => failureMessage)).toEqual(['', '']);
        expect(await fingerprintsIn(join(folder, 'trust', 'main', 'truststore.pem'))).toEqual(stored);
        return stored;
      },
      { timeout: 20_000, interval: 50 },
    );
  };

  it(`trusts, keeps in files and has stored the same after each of ${kills} kills`, async () => {
    let turn = 0;
    const deeds = { assigned: 0, changed: 0, removed: 0 };
    for (let round = 0; round <= kills; round++) {
      const server = await start();
      const trusted = await agreed(server);
      if (round === kills) {
        expect(trusted.length).toBeGreaterThan(0);
        await server.stop();
        break;
      }
      const certificates = client(CertificateService, server);
      const firstDeed = Promise.withResolvers<undefined>();
      const work = async () => {
        for (;;) {
          const issued = material[Math.floor(Math.random() * material.length)];
          if (issued === undefined) return;
          deeds[await deed(certificates, issued, apiManager, (turn += 1))] += 1;
          firstDeed.resolve(undefined);
        }
      };
      const workers = [work(), work()].map((worker) => worker.catch(() => undefined));
      await firstDeed.promise;
      await pause(50 + Math.random() * 250);
      await server.kill9();
      await Promise.all(workers);
    }
    expect(Object.values(deeds).reduce((sum, count) => sum + count)).toBeGreaterThanOrEqual(kills);
    // In the short form chance may leave one out.
    if (kills >= 20) expect(Math.min(...Object.values(deeds))).toBeGreaterThan(kills / 4);
  }, 900_000);
});

/** Assigns what isn't there; of what is there it takes some away and gives some another alias. */
async function deed(
  certificates: ReturnType<typeof createClient<typeof CertificateService>>,
  { certificatePem, sha256 }: IssuedCertificate,
  environmentId: string,
  turn: number,
): Promise<'assigned' | 'changed' | 'removed'> {
  const { certificates: found } = await certificates.listCertificates({ filter: { search: sha256 } });
  const [known] = found;
  if (known === undefined) {
    const material = { source: { case: 'paste' as const, value: { text: certificatePem } } };
    await certificates.createCertificate({ material, environmentIds: [environmentId], name: sha256 });
    return 'assigned';
  }
  if (turn % 2 === 0) {
    const definition = { id: known.definitions[0]?.id ?? '', alias: `${sha256} ${turn}` };
    await certificates.updateDefinition({ definition, updateMask: { paths: ['alias'] } });
    return 'changed';
  }
  await certificates.deleteCertificate({ id: known.id });
  return 'removed';
}

async function fingerprintsIn(path: string): Promise<readonly string[]> {
  const text = await readFile(path, 'utf8');
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((pem) => new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase()).sort();
}
