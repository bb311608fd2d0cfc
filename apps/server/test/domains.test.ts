import { CertificateStatus, EnvironmentService } from '@certkeep/contracts/connect';
import { describeOnEachDatabase } from '@certkeep/testing';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DomainWork, nobody } from './domain-work.js';
import { refusalOf } from './refusal.js';

const day = 24 * 60 * 60 * 1000;
const inDays = (days: number) => new Date(Date.now() + days * day);
describeOnEachDatabase('custom domains', (database) => {
  let work: DomainWork;
  beforeAll(async () => {
    work = await DomainWork.start((await database.fresh()).url);
  });
  afterAll(() => work.stop());

  describe('one', () => {
    it('is created, read, moved and deleted, and its certificate is in use meanwhile', async () => {
      const certificate = await work.covering('one', ['one.example.org', 'two.example.org']);
      expect(await work.inUse(certificate)).toBe(false);
      const { id, etag, ...created } = await work.create({ host: 'ONE.example.org.', certificateId: certificate });
      expect(created).toMatchObject({
        host: 'one.example.org',
        certificateName: 'one',
        certificateStatus: CertificateStatus.VALID,
        covered: true,
      });
      expect(await work.inUse(certificate)).toBe(true);
      expect(
        (await work.certificates().getCertificate({ id: certificate })).certificate?.dependents?.customDomains,
      ).toBe(1);

      const moved = await work.domains().updateCustomDomain({ customDomain: { id, etag, host: 'two.example.org' } });
      expect(moved.customDomain).toMatchObject({ host: 'two.example.org', certificateId: certificate });
      const stale = work.domains().updateCustomDomain({ customDomain: { id, etag, host: 'one.example.org' } });
      expect(await refusalOf(stale)).toMatchObject({ reason: 'ETAG_MISMATCH', field: 'etag' });
      const away = work.domains().updateCustomDomain({ customDomain: { id, host: 'three.example.org' } });
      expect(await refusalOf(away)).toMatchObject({ reason: 'DOMAIN_NOT_COVERED', field: 'custom_domain.host' });

      const without = await work.domains().updateCustomDomain({
        customDomain: { id },
        updateMask: { paths: ['certificate_id'] },
      });
      expect(without.customDomain).toMatchObject({
        certificateId: '',
        certificateName: '',
        certificateStatus: CertificateStatus.UNSPECIFIED,
        covered: false,
      });
      expect(await work.inUse(certificate)).toBe(false);
      await work.domains().updateCustomDomain({ customDomain: { id, certificateId: certificate } });
      expect(await work.inUse(certificate)).toBe(true);
      const { customDomain: read } = await work.domains().getCustomDomain({ id });
      await work.domains().deleteCustomDomain({ id, etag: read?.etag ?? '', validateOnly: true });
      await work.domains().deleteCustomDomain({ id, etag: read?.etag ?? '' });
      expect(await work.inUse(certificate)).toBe(false);
      expect((await refusalOf(work.domains().getCustomDomain({ id }))).reason).toBe('NOT_FOUND');
    });

    it('can be written as people read it, and is kept and found as certificates spell it', async () => {
      const { host } = await work.create({ host: 'München.example.org' });
      expect(host).toBe('xn--mnchen-3ya.example.org');
      const { customDomains } = await work.domains().listCustomDomains({ search: 'MÜNCHEN.example' });
      expect(customDomains.map((domain) => domain.host)).toEqual([host]);
    });

    it.each([
      ['no host', { host: '' }, 'FIELD_INVALID', 'custom_domain.host'],
      ['a wildcard', { host: '*.example.org' }, 'FIELD_INVALID', 'custom_domain.host'],
      ['an address', { host: '10.0.0.1' }, 'FIELD_INVALID', 'custom_domain.host'],
      ['a URL', { host: 'https://example.org' }, 'FIELD_INVALID', 'custom_domain.host'],
      ['an application that is not there', { host: 'x.example.org', applicationId: nobody }, 'NOT_FOUND', undefined],
      ['an environment that is not there', { host: 'x.example.org', environmentId: nobody }, 'NOT_FOUND', undefined],
      ['a certificate that is not there', { host: 'x.example.org', certificateId: nobody }, 'NOT_FOUND', undefined],
    ])('with %s is refused', async (_what, given, reason, field) => {
      expect(await refusalOf(work.create(given))).toMatchObject({ reason, field });
    });

    it('is refused in an environment that its application does not have', async () => {
      const elsewhere = work.create({ host: 'x.example.org', environmentId: await work.environment('elsewhere') });
      expect(await refusalOf(elsewhere)).toMatchObject({
        reason: 'FIELD_INVALID',
        field: 'custom_domain.environment_id',
      });
    });

    it('is there once in an environment, whichever application has it', async () => {
      await work.create({ host: 'taken.example.org' });
      const { id } = await work.application({ name: 'Rival', environmentIds: [work.test] });
      expect(await refusalOf(work.create({ host: 'Taken.example.org', applicationId: id }))).toMatchObject({
        reason: 'DOMAIN_TAKEN',
        field: 'custom_domain.host',
        message: expect.stringMatching(/^In test, taken\.example\.org is a custom domain of “Shop” already/) as unknown,
      });
      const other = await work.create({ host: 'free.example.org' });
      const renamed = work.domains().updateCustomDomain({ customDomain: { id: other.id, host: 'taken.example.org' } });
      expect(await refusalOf(renamed)).toMatchObject({ reason: 'DOMAIN_TAKEN' });
      await work.create({ host: 'taken.example.org', environmentId: work.production });
    });

    it('validate_only stores nothing, and a repeated request makes one', async () => {
      const certificateId = await work.covering('repeat', ['repeat.example.org']);
      const customDomain = {
        applicationId: work.shop,
        environmentId: work.test,
        host: 'repeat.example.org',
        certificateId,
      };
      const tried = await work.domains().createCustomDomain({ customDomain, validateOnly: true });
      expect(tried.customDomain?.covered).toBe(true);
      expect(await work.inUse(certificateId)).toBe(false);
      const requestId = randomUUID();
      const first = await work.domains().createCustomDomain({ customDomain, requestId });
      expect(await work.domains().createCustomDomain({ customDomain, requestId })).toEqual(first);
    });
  });

  describe('a certificate may not serve one', () => {
    const host = 'strict.example.org';
    it.each([
      [
        'without its private key',
        () => work.ca.issue({ commonName: 'keyless', dnsNames: [host] }),
        { withKey: false },
        'NO_PRIVATE_KEY',
      ],
      [
        'that it does not cover',
        () => work.ca.issue({ commonName: host, dnsNames: ['example.org'] }),
        {},
        'DOMAIN_NOT_COVERED',
      ],
      ['by its common name alone', () => work.ca.issue({ commonName: host }), {}, 'DOMAIN_NOT_COVERED'],
      [
        'after its end',
        () => work.ca.issue({ commonName: 'ended', dnsNames: [host], notBefore: inDays(-9), notAfter: inDays(-1) }),
        {},
        'CERTIFICATE_EXPIRED',
      ],
      [
        'before its beginning',
        () => work.ca.issue({ commonName: 'future', dnsNames: [host], notBefore: inDays(1), notAfter: inDays(9) }),
        {},
        'FIELD_INVALID',
      ],
    ])('%s', async (_why, issue, how, reason) => {
      const { id, etag } = await work.store(await issue(), how);
      expect(await refusalOf(work.create({ host, certificateId: id }))).toMatchObject({
        reason,
        field: 'custom_domain.certificate_id',
        metadata: { host, certificate_id: id },
      });
      await work.certificates().deleteCertificate({ id, etag });
    });

    it('in an environment that it has no definition for', async () => {
      const { id } = await work.store(await work.ca.issue({ commonName: 'of production', dnsNames: [host] }), {
        environmentIds: [work.production],
      });
      const refused = work.create({ host, certificateId: id });
      expect(await refusalOf(refused)).toMatchObject({ reason: 'NO_DEFINITION_FOR_ENVIRONMENT' });
      const { covered } = await work.create({ host, certificateId: id, environmentId: work.production });
      expect(covered).toBe(true);
    });

    it('once it is deleted', async () => {
      const id = await work.covering('deleted', ['deleted.example.org']);
      await work.certificates().deleteCertificate({ id });
      const deleted = work.create({ host: 'deleted.example.org', certificateId: id });
      expect((await refusalOf(deleted)).reason).toBe('NOT_FOUND');
      const domain = await work.create({ host: 'deleted.example.org' });
      const assigned = work.domains().assignCertificate({ certificateId: id, customDomainIds: [domain.id] });
      expect((await refusalOf(assigned)).reason).toBe('NOT_FOUND');
    });
  });

  it('another company’s are as if they were not there', async () => {
    const certificateId = await work.covering('ours', ['ours.example']);
    const { id } = await work.create({ host: 'ours.example' });
    const theirs = work.domains(work.stranger);
    const created = await work.running
      .client(EnvironmentService, work.stranger)
      .createEnvironment({ environment: { name: 'theirs' } });
    const environmentId = created.environment?.id ?? '';
    const { application: made } = await theirs.createApplication({
      application: { name: 'Shop', environmentIds: [environmentId] },
    });
    const customDomain = { applicationId: made?.id ?? '', environmentId, host: 'ours.example' };
    for (const call of [
      () => theirs.getApplication({ id: work.shop }),
      () => theirs.updateApplication({ application: { id: work.shop, name: 'x' } }),
      () => theirs.deleteApplication({ id: work.shop }),
      () => theirs.createApplication({ application: { name: 'x', environmentIds: [work.test] } }),
      () => theirs.getCustomDomain({ id }),
      () => theirs.updateCustomDomain({ customDomain: { id, host: 'x.example' } }),
      () => theirs.deleteCustomDomain({ id }),
      () => theirs.probeDomain({ customDomainId: id }),
      () => theirs.createCustomDomain({ customDomain: { ...customDomain, applicationId: work.shop } }),
      () => theirs.createCustomDomain({ customDomain: { ...customDomain, environmentId: work.test } }),
      () => theirs.createCustomDomain({ customDomain: { ...customDomain, certificateId } }),
      () => theirs.assignCertificate({ certificateId, customDomainIds: [id] }),
      () => theirs.listEligibleCertificates({ host: 'ours.example', environmentId: work.test }),
    ]) {
      expect((await refusalOf(call())).reason).toBe('NOT_FOUND');
    }
    expect((await theirs.listCustomDomains({})).customDomains).toEqual([]);
    expect((await theirs.listEligibleCertificates({ host: 'ours.example', environmentId })).candidates).toEqual([]);
    await theirs.createCustomDomain({ customDomain });
  });
});
