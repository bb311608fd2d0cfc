import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { ErrorReason } from '@certkeep/contracts/connect';
import { describeOnEachDatabase } from '@certkeep/testing';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DomainWork, nobody } from './domain-work.js';
import { refusalOf } from './refusal.js';

const day = 24 * 60 * 60 * 1000;
const inDays = (days: number) => new Date(Date.now() + days * day);
describeOnEachDatabase('certificates for custom domains', (database) => {
  let work: DomainWork;
  beforeAll(async () => {
    work = await DomainWork.start((await database.fresh()).url);
  });
  afterAll(() => work.stop());

  describe('the picker', () => {
    const host = 'pick.picker.example';
    const names = async (request: { asOf?: Date; includeIneligible?: boolean; pageSize?: number } = {}) => {
      const { asOf, ...others } = request;
      const found: string[] = [];
      let pageToken = '';
      do {
        const page = await work.domains().listEligibleCertificates({
          host,
          environmentId: work.test,
          pageToken,
          ...others,
          ...(asOf === undefined ? {} : { asOf: timestampFromDate(asOf) }),
        });
        found.push(...page.candidates.map(({ certificate }) => certificate?.name ?? ''));
        pageToken = page.nextPageToken;
      } while (pageToken !== '');
      return found;
    };
    beforeAll(async () => {
      await work.covering('Exact', [host]);
      await work.covering('Exact longer', ['other.example', host], { notAfter: inDays(500) });
      await work.covering('Wildcard', ['*.picker.example'], { notAfter: inDays(600) });
      await work.store(await work.ca.issue({ commonName: 'assigned', dnsNames: ['*.picker.example'] }), {
        name: 'Wildcard assigned',
        environmentIds: [work.test],
      });
      await work.store(await work.ca.issue({ commonName: 'k', dnsNames: [host] }), { name: 'Keyless', withKey: false });
      await work.covering('Above', ['picker.example']);
      await work.covering('Below', [`*.${host}`]);
      await work.covering('Short', [host], { notAfter: inDays(10) });
      await work.covering('Unrelated', ['unrelated.example']);
    });

    it('offers what may serve the host alone, the best first', async () => {
      const best = ['Exact longer', 'Exact', 'Short', 'Wildcard assigned', 'Wildcard'];
      expect(await names()).toEqual(best);
      expect(await names({ pageSize: 2 })).toEqual(best);
      const { candidates } = await work
        .domains()
        .listEligibleCertificates({ host, environmentId: work.test, pageSize: 4 });
      expect(candidates.map(({ coveringName }) => coveringName)).toEqual([host, host, host, '*.picker.example']);
      expect(candidates[3]?.definitionId).toBe(candidates[3]?.certificate?.definitions[0]?.id);
      expect(candidates.every(({ problem }) => problem === undefined)).toBe(true);
    });

    it('tells on demand which others come close, and why they don’t qualify', async () => {
      const { candidates } = await work.domains().listEligibleCertificates({
        host,
        environmentId: work.test,
        includeIneligible: true,
      });
      const others = candidates.filter(({ problem }) => problem !== undefined);
      expect(candidates.slice(-others.length)).toEqual(others);
      expect(
        Object.fromEntries(others.map(({ certificate, problem }) => [certificate?.name, problem?.reason])),
      ).toEqual({
        Keyless: ErrorReason.NO_PRIVATE_KEY,
        Above: ErrorReason.DOMAIN_NOT_COVERED,
        Below: ErrorReason.DOMAIN_NOT_COVERED,
      });
      expect(await names({ includeIneligible: true, pageSize: 3 })).toHaveLength(candidates.length);
    });

    it('can be asked for a moment that is to come', async () => {
      expect(await names({ asOf: inDays(11) })).not.toContain('Short');
      expect(await names({ asOf: inDays(550) })).toEqual(['Wildcard']);
      const past = work.domains().listEligibleCertificates({
        host,
        environmentId: work.test,
        asOf: timestampFromDate(inDays(-1)),
      });
      expect(await refusalOf(past)).toMatchObject({ reason: 'FIELD_INVALID', field: 'as_of' });
    });

    it.each([
      ['a host', { host: '' }, 'FIELD_INVALID', 'host'],
      ['an environment', { environmentId: nobody }, 'NOT_FOUND', undefined],
      ['a page token of its own', { pageToken: 'x' }, 'FIELD_INVALID', 'page_token'],
    ])('asks for %s', async (_what, given, reason, field) => {
      const asked = work.domains().listEligibleCertificates({ host, environmentId: work.test, ...given });
      expect(await refusalOf(asked)).toMatchObject({ reason, field });
    });
  });

  describe('one certificate for many', () => {
    const hosts = ['a.many.example', 'b.many.example', 'c.many.example'];
    let ids: string[];
    beforeAll(async () => {
      const other = await work.covering('before', ['a.many.example']);
      ids = [
        (await work.create({ host: hosts[0] ?? '', certificateId: other })).id,
        (await work.create({ host: hosts[1] ?? '' })).id,
        (await work.create({ host: hosts[2] ?? '', environmentId: work.production })).id,
      ];
    });

    it('serves all of them or none', async () => {
      const some = await work.covering('some', ['a.many.example', 'b.many.example']);
      expect(
        await refusalOf(work.domains().assignCertificate({ certificateId: some, customDomainIds: ids })),
      ).toMatchObject({
        reason: 'DOMAIN_NOT_COVERED',
        field: 'custom_domain_ids',
        dependents: ['custom_domain c.many.example'],
      });
      expect(await work.inUse(some)).toBe(false);
      const before = (await work.domains().getCustomDomain({ id: ids[0] ?? '' })).customDomain?.certificateId ?? '';
      const all = await work.covering('all', ['*.many.example']);
      const request = { certificateId: all, customDomainIds: ids };
      await work.domains().assignCertificate({ ...request, validateOnly: true });
      expect(await work.inUse(all)).toBe(false);
      const requestId = randomUUID();
      const assigned = await work.domains().assignCertificate({ ...request, requestId });
      expect(assigned.customDomains.map(({ host, certificateName }) => [host, certificateName])).toEqual(
        hosts.map((host) => [host, 'all']),
      );
      expect([await work.inUse(all), await work.inUse(before)]).toEqual([true, false]);
      expect(await work.domains().assignCertificate({ ...request, requestId })).toEqual(assigned);
      const served = await work.domains().listCustomDomains({ certificateId: all });
      expect(served.customDomains.map(({ host }) => host)).toEqual(hosts);
    });

    it.each([
      ['none', () => [], 'FIELD_INVALID', 'custom_domain_ids'],
      ['one twice', () => [ids[0] ?? '', ids[0] ?? ''], 'FIELD_INVALID', 'custom_domain_ids'],
      ['1,001', () => Array.from({ length: 1001 }, () => randomUUID()), 'FIELD_INVALID', 'custom_domain_ids'],
      ['one that is not there', () => [ids[0] ?? '', nobody], 'NOT_FOUND', undefined],
    ])('is refused for %s', async (_what, customDomainIds, reason, field) => {
      const certificateId =
        (await work.domains().getCustomDomain({ id: ids[0] ?? '' })).customDomain?.certificateId ?? '';
      const assigned = work.domains().assignCertificate({ certificateId, customDomainIds: customDomainIds() });
      expect(await refusalOf(assigned)).toMatchObject({ reason, field });
    });

    it('can be a hundred at once', async () => {
      const certificateId = await work.covering('hundred', ['*.hundred.example']);
      const numbered = Array.from({ length: 100 }, (_, number) => work.create({ host: `h${number}.hundred.example` }));
      const customDomainIds = (await Promise.all(numbered)).map(({ id }) => id);
      const { customDomains } = await work.domains().assignCertificate({ certificateId, customDomainIds });
      expect(customDomains.map(({ id }) => id)).toEqual(customDomainIds);
      expect(customDomains.every(({ covered }) => covered)).toBe(true);
    });
  });
});
