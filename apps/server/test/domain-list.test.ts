import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { CertificateStatus } from '@certkeep/contracts/connect';
import { describeOnEachDatabase } from '@certkeep/testing';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DomainWork, nobody } from './domain-work.js';
import { refusalOf } from './refusal.js';

const day = 24 * 60 * 60 * 1000;
const inDays = (days: number) => new Date(Date.now() + days * day);
describeOnEachDatabase('custom domains, seen together and from outside', (database) => {
  let work: DomainWork;
  beforeAll(async () => {
    work = await DomainWork.start((await database.fresh()).url);
  });
  afterAll(() => work.stop());

  describe('a list', () => {
    const listed = async (request: { covered?: boolean; asOf?: Date; pageSize?: number } = {}) => {
      const { asOf, ...others } = request;
      const hosts: string[] = [];
      let pageToken = '';
      do {
        const page = await work.domains().listCustomDomains({
          search: '.listed',
          pageToken,
          ...others,
          ...(asOf === undefined ? {} : { asOf: timestampFromDate(asOf) }),
        });
        for (const { host, covered } of page.customDomains) {
          if (others.covered !== undefined) expect(covered).toBe(others.covered);
          hosts.push(host);
        }
        pageToken = page.nextPageToken;
      } while (pageToken !== '');
      return hosts;
    };
    beforeAll(async () => {
      const wildcard = await work.covering('listed', ['*.listed.example'], { notAfter: inDays(200) });
      const later = await work.covering('listed later', ['later.listed', '*.listed'], { notAfter: inDays(300) });
      await work.create({ host: 'covered.listed.example', certificateId: wildcard });
      await work.create({ host: 'without.listed.example' });
      await work.create({ host: 'later.listed', certificateId: later });
    });

    it('gives each once, by host, and those that are covered or not', async () => {
      const all = ['covered.listed.example', 'later.listed', 'without.listed.example'];
      expect(await listed()).toEqual(all);
      expect(await listed({ pageSize: 1 })).toEqual(all);
      expect(await listed({ covered: true })).toEqual(['covered.listed.example', 'later.listed']);
      expect(await listed({ covered: false, pageSize: 1 })).toEqual(['without.listed.example']);
    });

    it('tells what will be covered at a moment that is to come', async () => {
      expect(await listed({ covered: true, asOf: inDays(250) })).toEqual(['later.listed']);
      expect(await listed({ covered: false, asOf: inDays(250) })).toEqual([
        'covered.listed.example',
        'without.listed.example',
      ]);
      const { customDomains } = await work.domains().listCustomDomains({
        search: 'covered.listed',
        asOf: timestampFromDate(inDays(250)),
      });
      expect(customDomains[0]?.certificateStatus).toBe(CertificateStatus.EXPIRED);
    });

    it('can be of one application and one environment', async () => {
      const { id } = await work.application({ name: 'Lister', environmentIds: [work.production, work.test] });
      await work.create({ applicationId: id, host: 'lister.example.org' });
      await work.create({ applicationId: id, host: 'lister.example.org', environmentId: work.production });
      const of = async (request: { applicationId?: string; environmentId?: string }) =>
        (await work.domains().listCustomDomains({ search: 'lister', ...request })).customDomains.length;
      expect([await of({ applicationId: id }), await of({ environmentId: work.test }), await of({})]).toEqual([
        2, 1, 2,
      ]);
      expect(await of({ applicationId: work.shop })).toBe(0);
    });
  });

  it('what a domain’s server presents is compared with what it should', async () => {
    const issued = await work.ca.issue({ commonName: 'localhost', dnsNames: ['localhost'] });
    const peer = createServer({ cert: issued.certificatePem, key: issued.privateKeyPem });
    peer.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => peer.listen(0, resolve));
    const { port } = peer.address() as AddressInfo;
    const { id } = await work.create({ host: 'localhost' });
    const probe = () => work.domains().probeDomain({ customDomainId: id, port });
    const before = await probe();
    expect(before).toMatchObject({ matches: false, expectedSha256Fingerprint: '' });
    expect(before.presented?.subject).toBe('CN=localhost');
    expect(before.verified).toBe(false);
    expect(before.verificationError).toMatch('Assign “CN=localhost”');
    expect(before.trustAdvice.at(-1)).toMatchObject({ environment: { name: 'API Manager' } });
    expect(before.trustAdvice.at(-1)?.heldAs).toBeUndefined();
    expect(before.trustAdvice.at(-1)?.pem.trim()).toBe(issued.certificatePem.trim());

    const certificateId = await work.covering('not rolled out', ['localhost']);
    await work.domains().updateCustomDomain({ customDomain: { id, certificateId } });
    const forgotten = await probe();
    expect(forgotten.matches).toBe(false);
    expect(forgotten.expectedSha256Fingerprint).toMatch(/^[0-9a-f]{64}$/);

    const { id: rolledOut } = await work.store(issued, { name: 'rolled out' });
    await work.domains().updateCustomDomain({ customDomain: { id, certificateId: rolledOut } });
    const after = await probe();
    expect(after.matches).toBe(true);
    expect(after.expectedSha256Fingerprint).toBe(after.presented?.sha256Fingerprint);
    peer.close();
    expect((await refusalOf(probe())).reason).toBe('ENDPOINT_UNREACHABLE');
    expect(await refusalOf(work.domains().probeDomain({ customDomainId: id, port: 70_000 }))).toMatchObject({
      reason: 'FIELD_INVALID',
      field: 'port',
    });
    expect((await refusalOf(work.domains().probeDomain({ customDomainId: nobody }))).reason).toBe('NOT_FOUND');
  });
});
