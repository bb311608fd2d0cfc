import { CertificateService, EnvironmentService, TruststoreService } from '@certkeep/contracts/connect';
import { createTestCa, describeOnEachDatabase, type TestCa } from '@certkeep/testing';
import { X509Certificate, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemRootsFrom } from '../src/system-roots.js';
import { refusalOf } from './refusal.js';
import type { Credential, Running } from './running.js';
import { startWithTwoCompanies } from './two-companies.js';

describeOnEachDatabase('a look at a truststore', (database) => {
  let running: Running;
  let writer: Credential;
  let stranger: Credential;
  let ca: TestCa;
  beforeAll(async () => {
    ({ running, writer, stranger } = await startWithTwoCompanies((await database.fresh()).url));
    ca = await createTestCa();
  });
  afterAll(() => running.stop());
  const truststores = (credential = writer) => running.client(TruststoreService, credential);
  const environment = async (systemRoots: boolean) => {
    const client = running.client(EnvironmentService, writer);
    const made = await client.createEnvironment({ environment: { name: randomUUID(), systemRoots } });
    return made.environment?.id ?? '';
  };
  const assign = async (alias: string, environmentId: string) => {
    const { certificatePem } = await ca.issue({ commonName: alias });
    const material = { source: { case: 'paste' as const, value: { text: certificatePem } } };
    const environmentIds = [environmentId];
    const client = running.client(CertificateService, writer);
    const { certificate } = await client.createCertificate({ name: randomUUID(), alias, environmentIds, material });
    return { id: certificate?.id ?? '', certificatePem };
  };
  const known = systemRootsFrom(undefined).list().length;

  it.each([
    { what: 'with system roots', systemRoots: true, count: known },
    { what: 'without system roots', systemRoots: false, count: 0 },
  ])('counts by origin what one has, $what', async ({ systemRoots, count }) => {
    const environmentId = await environment(systemRoots);
    await assign('one', environmentId);
    await assign('two', environmentId);
    expect(await truststores().summarizeTruststore({ environmentId })).toMatchObject({
      assignedCertificateCount: 2,
      importedCaCount: 0,
      systemRootCount: count,
      availableSystemRootCount: known,
    });
  });

  it('counts no certificate that is deleted', async () => {
    const environmentId = await environment(false);
    const { id } = await assign('one', environmentId);
    const certificates = running.client(CertificateService, writer);
    const { certificate } = await certificates.getCertificate({ id });
    await certificates.deleteCertificate({ id, etag: certificate?.etag ?? '' });
    expect((await truststores().summarizeTruststore({ environmentId })).assignedCertificateCount).toBe(0);
  });

  it('shows an entry’s certificate, its alias in any case', async () => {
    const environmentId = await environment(false);
    const { certificatePem } = await assign('Shop', environmentId);
    const { pem, text } = await truststores().getEntryCertificate({ environmentId, alias: 'SHOP' });
    expect(new X509Certificate(pem).raw).toEqual(new X509Certificate(certificatePem).raw);
    expect(text).toMatch(/Subject: CN=Shop/);
  });

  it('shows a system root’s certificate', async () => {
    const environmentId = await environment(true);
    const [entry] = (await truststores().listEntries({ environmentId, pageSize: 1 })).entries;
    const { pem } = await truststores().getEntryCertificate({ environmentId, alias: entry?.alias ?? '' });
    const fingerprint = new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase();
    expect(fingerprint).toBe(entry?.facts?.sha256Fingerprint);
  });

  it('finds nothing under an alias that nothing has, and nothing of another company', async () => {
    const environmentId = await environment(false);
    await assign('Shop', environmentId);
    const shop = { environmentId, alias: 'Shop' };
    for (const ask of [
      () => truststores().getEntryCertificate({ environmentId, alias: 'Stop' }),
      () => truststores(stranger).getEntryCertificate(shop),
      () => truststores(stranger).summarizeTruststore({ environmentId }),
    ]) {
      expect(await refusalOf(ask())).toMatchObject({ reason: 'NOT_FOUND' });
    }
  });
});
