import {
  CertificateService,
  EnvironmentKind,
  EnvironmentService,
  TruststoreService,
} from '@certkeep/contracts/connect';
import { createTestCa, describeOnEachDatabase, selfSigned, startSlapd } from '@certkeep/testing';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { Running, type Credential } from './running.js';

describeOnEachDatabase('what the API_MANAGER environment trusts', (database) => {
  let one: Running;
  let other: Running;
  let admin: Credential;
  let apiManager: string;
  const ends: (() => unknown)[] = [];
  beforeAll(async () => {
    const { url } = await database.fresh();
    const settings = { CERTKEEP_EGRESS_ALLOW: '127.0.0.0/8', CERTKEEP_KEY: randomBytes(32).toString('base64') };
    one = await Running.start(url, settings);
    admin = await one.setUp();
    other = await Running.start(url, settings);
    const environments = one.client(EnvironmentService, admin);
    const found = await environments.listEnvironments({ kind: EnvironmentKind.API_MANAGER });
    apiManager = found.environments[0]?.id ?? '';
  });
  afterAll(async () => {
    for (const end of ends) await end();
    await other.stop();
    await one.stop();
  });
  const certificates = () => one.client(CertificateService, admin);
  const paste = (text: string) => ({ source: { case: 'paste' as const, value: { text } } });
  const probe = (url: string) => other.client(CertificateService, admin).probeEndpoint({ url });
  const isVerified = async (url: string) => (await probe(url)).verified;
  const waitUntil = (url: string, verified: boolean) =>
    vi.waitFor(
      async () => {
        expect(await isVerified(url)).toBe(verified);
      },
      { timeout: 10_000, interval: 50 },
    );
  const httpsServer = async (options: { readonly cert: string; readonly key: string }) => {
    const server = createServer(options, (_request, response) => response.end('hello'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ends.push(() => server.close());
    return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };

  it.each(['https', 'ldaps'])(
    'is trusted on %s by another replica from the assignment to the removal, and what is missing is named',
    async (scheme) => {
      const peer = selfSigned(`${scheme} peer`);
      let url: string;
      if (scheme === 'https') url = await httpsServer({ cert: peer.certificatePem, key: peer.privateKeyPem });
      else {
        const slapd = await startSlapd(peer.certificatePem, peer.privateKeyPem);
        ends.push(slapd.stop);
        url = `ldaps://127.0.0.1:${slapd.port}`;
      }
      const before = await probe(url);
      expect(before.verified).toBe(false);
      expect(before.verificationError).toContain(`Assign “CN=${scheme} peer” (SHA-256 ${peer.sha256})`);
      expect(before.verificationError).toContain('API_MANAGER environment “API Manager”');
      expect(before.trustAdvice).toMatchObject([
        { certificate: { sha256Fingerprint: peer.sha256 }, environment: { id: apiManager } },
      ]);
      expect(before.trustAdvice[0]?.heldAs).toBeUndefined();

      const { certificate } = await certificates().createCertificate({ material: paste(peer.certificatePem) });
      const definition = certificate?.definitions[0];
      const held = (await probe(url)).trustAdvice[0]?.heldAs;
      expect(held).toMatchObject({ kind: 'certificate', id: certificate?.id });
      const place = async (environmentIds: string[]) => {
        await certificates().updateDefinition({
          definition: { id: definition?.id ?? '', environmentIds },
          updateMask: { paths: ['environment_ids'] },
        });
      };
      await place([apiManager]);
      await waitUntil(url, true);
      expect(await probe(url)).toMatchObject({ verificationError: '', trustAdvice: [] });
      await place([]);
      await waitUntil(url, false);
    },
  );

  it('is a CA with all that it issues, or a certificate by itself, also where another has issued it', async () => {
    const ca = await createTestCa('An authority of our own');
    const leaf = await ca.issue({ commonName: 'localhost', dnsNames: ['localhost'] });
    const server = await httpsServer({
      cert: leaf.certificatePem + ca.certificatePem,
      key: leaf.privateKeyPem,
    });
    const url = server.replace('127.0.0.1', 'localhost');
    const { trustAdvice } = await probe(url);
    expect(trustAdvice.map(({ certificate }) => certificate?.subject)).toEqual([
      'CN=An authority of our own',
      'CN=localhost',
    ]);
    for (const text of [ca.certificatePem, leaf.certificatePem]) {
      const { certificate } = await certificates().createCertificate({
        material: paste(text),
        environmentIds: [apiManager],
      });
      await waitUntil(url, true);
      await certificates().deleteCertificate({ id: certificate?.id ?? '' });
      await waitUntil(url, false);
    }
  });

  it('is told by each replica, with the revision that it has loaded', async () => {
    const state = async (running: Running) =>
      (await running.client(TruststoreService, admin).getTrustState({})).process;
    const before = await state(other);
    expect(before).toMatchObject({ environmentId: apiManager, failureMessage: '' });
    const ca = await createTestCa('Told');
    const material = paste(ca.certificatePem);
    const events = one.client(TruststoreService, admin).importTrustedCas({ environmentId: apiManager, material });
    for await (const { event } of events) expect(event.case).toBeDefined();
    await vi.waitFor(async () => {
      expect((await state(other))?.entryCount).toBe((before?.entryCount ?? 0) + 1);
    });
    expect((await state(other))?.revision).toBe((await state(one))?.revision);
  });
});
