import {
  CertificateService,
  DomainService,
  EnvironmentKind,
  EnvironmentService,
  NodeService,
  Permission,
} from '@certkeep/contracts/connect';
import { createTestCa, describeOnEachDatabase, type TestCa } from '@certkeep/testing';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { refusalOf } from './refusal.js';
import type { Credential, Running } from './running.js';
import { startWithTwoCompanies } from './two-companies.js';

describeOnEachDatabase('environments', (database) => {
  let running: Running;
  let admin: Credential;
  let writer: Credential;
  let stranger: Credential;
  let ca: TestCa;
  beforeAll(async () => {
    ({ running, admin, writer, stranger } = await startWithTwoCompanies((await database.fresh()).url));
    ca = await createTestCa();
  });
  afterAll(() => running.stop());
  const environments = (credential = writer) => running.client(EnvironmentService, credential, 'grpc');
  const create = async (name: string, description = '') => {
    const { environment } = await environments().createEnvironment({ environment: { name, description } });
    return { id: environment?.id ?? '', etag: environment?.etag ?? '' };
  };
  const paste = async (commonName: string) => ({
    source: { case: 'paste' as const, value: { text: (await ca.issue({ commonName })).certificatePem } },
  });

  it('one is created, read, renamed and deleted', async () => {
    const { id, etag } = await create('Test', 'for testers');
    const { environment } = await environments().getEnvironment({ id });
    expect(environment).toMatchObject({
      name: 'Test',
      description: 'for testers',
      kind: EnvironmentKind.STANDARD,
      definitionCount: 0,
      nodeCount: 0,
      customDomainCount: 0,
    });
    const updated = await environments().updateEnvironment({
      environment: { id, etag, name: 'Staging', description: '' },
      updateMask: { paths: ['name', 'description'] },
    });
    expect(updated.environment).toMatchObject({ name: 'Staging', description: '' });
    expect(updated.environment?.etag).not.toBe(etag);
    await environments().deleteEnvironment({ id, etag: updated.environment?.etag ?? '' });
    expect(await refusalOf(environments().getEnvironment({ id }))).toMatchObject({ reason: 'NOT_FOUND' });
  });

  it('every company has one of kind API_MANAGER, which can be renamed and never deleted', async () => {
    const { environments: found } = await environments().listEnvironments({ kind: EnvironmentKind.API_MANAGER });
    expect(found).toHaveLength(1);
    const id = found[0]?.id ?? '';
    const { environment } = await environments().updateEnvironment({ environment: { id, name: 'Own trust' } });
    expect(environment?.kind).toBe(EnvironmentKind.API_MANAGER);
    expect(await refusalOf(environments().deleteEnvironment({ id }))).toMatchObject({ reason: 'ENVIRONMENT_IN_USE' });
  });

  it.each([
    ['without a name', { name: ' ' }, 'FIELD_INVALID', 'environment.name'],
    ['with a name that turns text around', { name: 'a\u202eb' }, 'FIELD_INVALID', 'environment.name'],
    [
      'with a long description',
      { name: 'x', description: 'x'.repeat(1025) },
      'FIELD_INVALID',
      'environment.description',
    ],
    ['with a name that is taken, in any case', { name: 'TAKEN' }, 'NAME_TAKEN', 'environment.name'],
  ])('one %s is refused', async (_what, environment, reason, field) => {
    if (reason === 'NAME_TAKEN') await create('Taken');
    expect(await refusalOf(environments().createEnvironment({ environment }))).toMatchObject({ reason, field });
  });

  it('a name that is taken is refused for a change as well, and its own one is not', async () => {
    await create('First');
    const { id, etag } = await create('Second');
    const taken = environments().updateEnvironment({ environment: { id, name: 'first' } });
    expect(await refusalOf(taken)).toMatchObject({ reason: 'NAME_TAKEN', field: 'environment.name' });
    await environments().updateEnvironment({ environment: { id, etag, name: 'SECOND' } });
    const stale = environments().updateEnvironment({ environment: { id, etag, name: 'Third' } });
    expect(await refusalOf(stale)).toMatchObject({ reason: 'ETAG_MISMATCH', field: 'etag' });
    const staleDeletion = environments().deleteEnvironment({ id, etag });
    expect(await refusalOf(staleDeletion)).toMatchObject({ reason: 'ETAG_MISMATCH', field: 'etag' });
  });

  it('what uses one is counted, and named when it stands in the way of deleting it', async () => {
    const { id } = await create('Busy');
    const { certificate } = await running.client(CertificateService, admin).createCertificate({
      material: await paste('busy certificate'),
      environmentIds: [id],
    });
    const { node } = await running
      .client(NodeService, admin)
      .createNode({ node: { name: 'busy node', environmentId: id, mtlsEnabled: false } });
    const domains = running.client(DomainService, admin);
    const { application } = await domains.createApplication({ application: { name: 'Busy', environmentIds: [id] } });
    const { customDomain } = await domains.createCustomDomain({
      customDomain: { applicationId: application?.id ?? '', environmentId: id, host: 'busy.example.org' },
    });
    expect((await environments().getEnvironment({ id })).environment).toMatchObject({
      definitionCount: 1,
      nodeCount: 1,
      customDomainCount: 1,
    });
    for (const validateOnly of [true, false]) {
      expect(await refusalOf(environments().deleteEnvironment({ id, validateOnly }))).toMatchObject({
        reason: 'ENVIRONMENT_IN_USE',
        dependents: ['custom_domain busy.example.org', 'node busy node', 'certificate busy certificate'],
        message:
          '“Busy” is used by 1 certificate, 1 API node, 1 custom domain. Take it from them first, then delete it.',
      });
    }
    await domains.deleteCustomDomain({ id: customDomain?.id ?? '' });
    await running.client(NodeService, admin).deleteNode({ id: node?.id ?? '' });
    await running.client(CertificateService, admin).deleteCertificate({ id: certificate?.id ?? '' });
    const { environment } = await environments().getEnvironment({ id });
    expect(environment).toMatchObject({ definitionCount: 0, nodeCount: 0, customDomainCount: 0 });
    await environments().deleteEnvironment({ id, validateOnly: true });
    await environments().deleteEnvironment({ id });
    const after = await domains.getApplication({ id: application?.id ?? '' });
    expect(after.application?.environmentIds).toEqual([]);
    expect(after.application?.etag).not.toBe(application?.etag);
  });

  it('validate_only says what would be, and stores nothing', async () => {
    const request = { environment: { name: 'Only asked' }, validateOnly: true };
    const { environment } = await environments().createEnvironment(request);
    expect(environment?.name).toBe('Only asked');
    expect(await refusalOf(environments().getEnvironment({ id: environment?.id ?? '' }))).toMatchObject({
      reason: 'NOT_FOUND',
    });
    await create('Only asked');
    expect((await refusalOf(environments().createEnvironment(request))).reason).toBe('NAME_TAKEN');
  });

  it('a repeated request answers with its first result', async () => {
    const requestId = randomUUID();
    const [first, again] = [
      await environments().createEnvironment({ environment: { name: 'Repeated' }, requestId }),
      await environments().createEnvironment({ environment: { name: 'Repeated' }, requestId }),
    ];
    expect(again).toEqual(first);
    const id = first.environment?.id ?? '';
    const deletion = { id, requestId: randomUUID() };
    await environments().deleteEnvironment(deletion);
    await environments().deleteEnvironment(deletion);
  });

  it('a list gives each once, by name, page by page', async () => {
    const whole = (await environments().listEnvironments({ pageSize: 1000 })).environments.map(({ name }) => name);
    expect(whole).toEqual(whole.toSorted((one, other) => (one.toLowerCase() < other.toLowerCase() ? -1 : 1)));
    const names: string[] = [];
    let pageToken = '';
    do {
      const page = await environments().listEnvironments({ pageSize: 2, pageToken });
      names.push(...page.environments.map(({ name }) => name));
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    expect(names).toEqual(whole);
  });

  it('another company’s are as if they were not there', async () => {
    const { id } = await create('Ours');
    const theirs = environments(stranger);
    expect((await theirs.listEnvironments({ kind: EnvironmentKind.STANDARD })).environments).toEqual([]);
    for (const call of [
      () => theirs.getEnvironment({ id }),
      () => theirs.updateEnvironment({ environment: { id, name: 'Theirs' } }),
      () => theirs.deleteEnvironment({ id }),
    ]) {
      expect((await refusalOf(call())).reason).toBe('NOT_FOUND');
    }
    await theirs.createEnvironment({ environment: { name: 'Ours' } });
  });

  it('whoever may not write environments changes none', async () => {
    const reader = await running.serviceOf(admin, 'reader', [Permission.CERTIFICATES_READ]);
    const creation = environments(reader).createEnvironment({ environment: { name: 'Not theirs' } });
    expect((await refusalOf(creation)).reason).toBe('PERMISSION_MISSING');
    expect((await environments(reader).listEnvironments({})).environments).not.toEqual([]);
  });
});
