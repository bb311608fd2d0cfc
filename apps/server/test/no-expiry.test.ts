import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import { CertificateService, CertificateStatus, Permission } from '@certkeep/contracts/connect';
import { createTestCa, describeOnEachDatabase } from '@certkeep/testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { doors, Running, type Credential } from './running.js';

// Of this process alone: each test file has its own.
vi.stubEnv('TZ', 'Pacific/Auckland');

const end = new Date('9999-12-31T23:59:59Z');

describeOnEachDatabase('a certificate without an end (RFC 5280 section 4.1.2.5)', (database) => {
  let running: Running;
  let admin: Credential;
  let reader: Credential;
  beforeAll(async () => {
    running = await Running.start((await database.fresh()).url);
    admin = await running.setUp();
    reader = await running.serviceOf(admin, 'reader', [Permission.CERTIFICATES_READ]);
    const { certificatePem, privateKeyPem } = await (
      await createTestCa()
    ).issue({ commonName: 'endless', notAfter: end });
    const text = `${certificatePem}${privateKeyPem}`;
    const material = { source: { case: 'paste' as const, value: { text } } };
    await running.client(CertificateService, admin).createCertificate({ name: 'endless', material });
  });
  afterAll(() => running.stop());

  it.each(doors)('tells the last second that a timestamp can, and is valid, through %s', async (door) => {
    const client = running.client(CertificateService, reader, door);
    const [certificate] = (await client.listCertificates({ orderBy: 'expire_time desc' })).certificates;
    const expireTime = certificate?.expireTime;
    expect(expireTime && timestampDate(expireTime)).toEqual(end);
    expect(certificate?.status).toBe(CertificateStatus.VALID);
  });

  it('is about to expire in its last second, for who asks for that moment', async () => {
    const client = running.client(CertificateService, admin);
    const asOf = timestampFromDate(end);
    const filter = { statuses: [CertificateStatus.EXPIRES_SOON] };
    expect((await client.listCertificates({ asOf, filter })).certificates).toHaveLength(1);
    expect((await client.summarizeCertificates({ asOf, timelineWeeks: 2 })).timeline[0]?.count).toBe(1n);
  });
});
