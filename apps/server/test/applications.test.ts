import { IdentityService, DomainService } from '@certkeep/contracts/connect';
import { describeOnEachDatabase } from '@certkeep/testing';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DomainWork, nobody } from './domain-work.js';
import { refusalOf } from './refusal.js';

describeOnEachDatabase('applications and their technical contacts', (database) => {
  let work: DomainWork;
  beforeAll(async () => {
    work = await DomainWork.start((await database.fresh()).url);
  });
  afterAll(() => work.stop());

  describe('applications', () => {
    it('one is created, read, found, changed and deleted', async () => {
      const person = await work.contact('first-contact');
      const { id, etag } = await work.application({
        name: 'Payroll',
        description: 'wages',
        environmentIds: [work.production, work.test],
        technicalContactIds: [person.id],
      });
      const { application: read } = await work.domains().getApplication({ id });
      expect(read).toMatchObject({ name: 'Payroll', technicalContactIds: [person.id], customDomainCount: 0 });
      expect(new Set(read?.environmentIds)).toEqual(new Set([work.test, work.production]));
      const found = await work.domains().listApplications({ search: 'PAYR', environmentId: work.production });
      expect(found.applications.map(({ name }) => name)).toEqual(['Payroll']);

      const updated = await work.domains().updateApplication({
        application: { id, etag, environmentIds: [work.test] },
        updateMask: { paths: ['environment_ids', 'technical_contact_ids'] },
      });
      expect(updated.application).toMatchObject({
        name: 'Payroll',
        environmentIds: [work.test],
        technicalContactIds: [],
      });
      expect(
        (await work.domains().listApplications({ environmentId: work.production, search: 'pay' })).applications,
      ).toEqual([]);
      expect(await refusalOf(work.domains().deleteApplication({ id, etag }))).toMatchObject({
        reason: 'ETAG_MISMATCH',
      });
      await work.domains().deleteApplication({ id, etag: updated.application?.etag ?? '', validateOnly: true });
      await work.domains().deleteApplication({ id, etag: updated.application?.etag ?? '' });
      expect((await refusalOf(work.domains().getApplication({ id }))).reason).toBe('NOT_FOUND');
    });

    it.each([
      ['no name', () => ({ name: '' }), 'FIELD_INVALID', 'application.name'],
      ['a name that is taken, in any case', () => ({ name: 'SHOP' }), 'NAME_TAKEN', 'application.name'],
      [
        'an environment twice',
        () => ({ name: 'x', environmentIds: [work.test, work.test] }),
        'FIELD_INVALID',
        'application.environment_ids',
      ],
      [
        'an environment that is not there',
        () => ({ name: 'x', environmentIds: [nobody] }),
        'NOT_FOUND',
        'application.environment_ids',
      ],
      [
        'a contact who is not there',
        () => ({ name: 'x', technicalContactIds: [nobody] }),
        'NOT_FOUND',
        'application.technical_contact_ids',
      ],
      [
        'a contact twice',
        () => ({ name: 'x', technicalContactIds: [nobody, nobody] }),
        'FIELD_INVALID',
        'application.technical_contact_ids',
      ],
    ])('one with %s is refused', async (_what, given, reason, field) => {
      expect(await refusalOf(work.domains().createApplication({ application: given() }))).toMatchObject({
        reason,
        field,
      });
    });

    it('one with custom domains is not deleted, and does not leave their environment', async () => {
      const { id } = await work.application({ name: 'Held', environmentIds: [work.test, work.production] });
      const { id: domain } = await work.create({ applicationId: id, host: 'held.example.org' });
      expect(await refusalOf(work.domains().deleteApplication({ id }))).toMatchObject({
        reason: 'CERTIFICATE_IN_USE',
        dependents: ['custom_domain held.example.org'],
      });
      const leaving = work.domains().updateApplication({ application: { id, environmentIds: [work.production] } });
      expect(await refusalOf(leaving)).toMatchObject({
        reason: 'ENVIRONMENT_IN_USE',
        field: 'application.environment_ids',
        dependents: ['custom_domain held.example.org'],
        message: expect.stringMatching(/^“Held” has custom domains in test: held\.example\.org\./) as unknown,
      });
      await work.domains().updateApplication({ application: { id, environmentIds: [work.test] } });
      expect((await work.domains().getApplication({ id })).application?.customDomainCount).toBe(1);
      await work.domains().deleteCustomDomain({ id: domain });
      await work.domains().deleteApplication({ id });
    });

    it('validate_only stores nothing, and a repeated request makes one', async () => {
      const given = { application: { name: 'Once' } };
      await work.domains().createApplication({ ...given, validateOnly: true });
      const requestId = randomUUID();
      const first = await work.domains().createApplication({ ...given, requestId });
      expect(await work.domains().createApplication({ ...given, requestId })).toEqual(first);
      expect((await work.domains().listApplications({ search: 'once' })).applications).toHaveLength(1);
    });
  });

  it('a technical contact changes domains of their applications, and nothing else', async () => {
    const person = await work.contact('contact');
    const theirs = work.running.client(DomainService, person.credential);
    const mine = await work.application({
      name: 'Theirs',
      environmentIds: [work.test],
      technicalContactIds: [person.id],
    });
    const certificateId = await work.covering('contact', ['*.contact.example']);
    const { customDomain } = await theirs.createCustomDomain({
      customDomain: { applicationId: mine.id, environmentId: work.test, host: 'own.contact.example' },
    });
    const own = customDomain?.id ?? '';
    await theirs.updateCustomDomain({ customDomain: { id: own, certificateId } });
    await theirs.assignCertificate({ certificateId, customDomainIds: [own] });

    const other = await work.create({ host: 'other.contact.example' });
    for (const call of [
      () =>
        theirs.createCustomDomain({
          customDomain: { applicationId: work.shop, environmentId: work.test, host: 'new.contact.example' },
        }),
      () => theirs.updateCustomDomain({ customDomain: { id: other.id, certificateId } }),
      () => theirs.deleteCustomDomain({ id: other.id }),
      () => theirs.assignCertificate({ certificateId, customDomainIds: [own, other.id] }),
      () => theirs.createApplication({ application: { name: 'New' } }),
      () => theirs.updateApplication({ application: { id: work.shop, technicalContactIds: [person.id] } }),
      () => theirs.deleteApplication({ id: mine.id }),
    ]) {
      expect(await refusalOf(call())).toMatchObject({
        reason: 'PERMISSION_MISSING',
        metadata: { permission: 'domains:write' },
      });
    }
    await theirs.deleteCustomDomain({ id: own });
    await work.running.client(IdentityService, work.admin).deleteUser({ id: person.id });
    const { application: left } = await work.domains().getApplication({ id: mine.id });
    expect(left?.technicalContactIds).toEqual([]);
    expect(left?.etag).not.toBe(mine.etag);
  });
});
