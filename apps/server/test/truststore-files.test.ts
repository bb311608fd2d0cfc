import {
  CertificateService,
  EnvironmentKind,
  EnvironmentService,
  TruststoreService,
} from '@certkeep/contracts/connect';
import { describeOnEachDatabase, selfSigned, type TestDatabase } from '@certkeep/testing';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { compileJavaClient, keytoolEntries, type JavaClient } from './java-client.js';
import { Running, type Credential } from './running.js';

const password = 'not so secret';

describeOnEachDatabase('truststore files', (database: TestDatabase) => {
  const peer = selfSigned('java peer');
  const key = randomBytes(32).toString('base64');
  let folder: string;
  let url: string;
  let running: Running;
  let admin: Credential;
  let apiManager: string;
  let server: Server;
  let java: JavaClient;
  const start = (databaseUrl: string) =>
    Running.start(databaseUrl, {
      CERTKEEP_KEY: key,
      CERTKEEP_TRUSTSTORE_DIR: folder,
      CERTKEEP_TRUSTSTORE_PASSWORD: password,
    });
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'certkeep-truststores-'));
    ({ url } = await database.fresh());
    running = await start(url);
    admin = await running.setUp();
    const environments = running.client(EnvironmentService, admin);
    apiManager = (await environments.listEnvironments({ kind: EnvironmentKind.API_MANAGER })).environments[0]?.id ?? '';
    server = createServer({ cert: peer.certificatePem, key: peer.privateKeyPem }, (_request, response) =>
      response.end('hello'),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    java = await compileJavaClient(password);
  });
  afterAll(async () => {
    server.close();
    await java.close();
    await running.stop();
    await rm(folder, { recursive: true });
  });
  const file = (ending: string) => join(folder, 'main', `truststore.${ending}`);
  const state = (of = running) => of.client(TruststoreService, admin).getTrustState({});
  /** The files are as new as what the process trusts, and that is newer than this revision. */
  const inStep = (after = -1n) =>
    vi.waitFor(
      async () => {
        const { process, files } = await state();
        expect(process?.revision).toBeGreaterThan(after);
        expect(files.map(({ revision, failureMessage }) => [revision, failureMessage])).toEqual(
          files.map(() => [process?.revision, '']),
        );
      },
      { timeout: 10_000, interval: 50 },
    );
  const changing = async (deed: () => Promise<unknown>) => {
    const { process } = await state();
    await deed();
    await inStep(process?.revision);
  };
  const connects = async () => {
    const target = `https://localhost:${(server.address() as AddressInfo).port}`;
    return Promise.all([
      java.get(target, { path: file('p12'), type: 'PKCS12' }),
      java.get(target, { path: file('jks'), type: 'JKS' }),
    ]);
  };
  const assign = async () => {
    const material = { source: { case: 'paste' as const, value: { text: peer.certificatePem } } };
    const made = await running
      .client(CertificateService, admin)
      .createCertificate({ material, alias: 'Java Peer', environmentIds: [apiManager] });
    return made.certificate?.id ?? '';
  };

  it('are there from the start, whole, with every entry as Java lists it', async () => {
    await inStep();
    const { entries } = await running
      .client(TruststoreService, admin)
      .listEntries({ environmentId: apiManager, pageSize: 1000 });
    for (const ending of ['p12', 'jks']) {
      const listed = keytoolEntries(file(ending), password);
      expect(listed.map(({ kind }) => kind)).toEqual(listed.map(() => 'trustedCertEntry'));
      expect(listed.map(({ sha256 }) => sha256).sort()).toEqual(
        entries.map(({ facts }) => facts?.sha256Fingerprint).sort(),
      );
    }
    expect((await readFile(file('pem'), 'utf8')).match(/BEGIN CERTIFICATE/g)).toHaveLength(entries.length);
  });

  it('have a Java client refuse a server before the assignment, accept it after, and refuse it when it is taken back', async () => {
    expect(await connects()).toEqual(['refused', 'refused']);
    let id = '';
    await changing(async () => {
      id = await assign();
    });
    for (const ending of ['p12', 'jks']) {
      const entry = { alias: 'java peer', kind: 'trustedCertEntry', sha256: peer.sha256 };
      expect(keytoolEntries(file(ending), password)).toContainEqual(entry);
    }
    expect(await connects()).toEqual(['answered 200', 'answered 200']);
    await changing(() => running.client(CertificateService, admin).deleteCertificate({ id }));
    expect(await connects()).toEqual(['refused', 'refused']);
  }, 120_000);

  it('are empty once all was taken away on purpose, and leave nothing half-written', async () => {
    const environments = running.client(EnvironmentService, admin);
    const switchTo = (systemRoots: boolean) =>
      environments.updateEnvironment({
        environment: { id: apiManager, systemRoots },
        updateMask: { paths: ['system_roots'] },
      });
    await changing(() => switchTo(false));
    expect(keytoolEntries(file('jks'), password)).toEqual([]);
    await changing(() => switchTo(true));
    expect((await readdir(join(folder, 'main'))).sort()).toEqual(
      ['jks', 'json', 'p12', 'pem'].map((ending) => `truststore.${ending}`),
    );
  });

  it('stay as they are when Certkeep is started on another database, which says so', async () => {
    await inStep();
    const before = await readFile(file('p12'));
    const stranger = await start((await database.fresh()).url);
    try {
      const theirs = await stranger.setUp();
      await vi.waitFor(async () => {
        const { files } = await stranger.client(TruststoreService, theirs).getTrustState({});
        expect(files[0]?.failureMessage).toMatch(/belong to a company of another database/);
      });
      expect(await readFile(file('p12'))).toEqual(before);
      const metrics = await (await fetch(`${stranger.serving.httpUrl}/metrics`)).text();
      expect(metrics).toContain('certkeep_truststore_file_failed{company="main",format="PKCS12"} 1');
    } finally {
      await stranger.stop();
    }
  });
});
