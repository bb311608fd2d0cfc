import {
  addClientCertificate,
  Authenticator,
  createCompany,
  createNode,
  deleteNode,
  listClientCertificates,
  operatorCaller,
  removeClientCertificate,
  rotateNodeToken,
  type Call,
  type ClientCertificatePorts,
} from '@certkeep/application';
import type { ClientCertificateId, CompanyId, NodeId } from '@certkeep/domain';
import { EnvelopeSealer, keyringFromText } from '@certkeep/sealing';
import { createTestCa, describeOnEachDatabase, FixedClock, type IssueOptions, type TestCa } from '@certkeep/testing';
import { inspectMaterial } from '@certkeep/x509';
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  DatabaseChangeFeed,
  DatabaseCompanyDirectory,
  DatabaseCredentialDirectory,
  openDatabase,
  TypeOrmStore,
  type Database,
} from '../src/index.js';

const makeId = () => randomUUID();

describeOnEachDatabase('certificates with which nodes sign in', (kind) => {
  const clock = new FixedClock('2027-01-01T00:00:00Z');
  let database: Database;
  let ports: ClientCertificatePorts;
  let authenticator: Authenticator;
  let ca: TestCa;
  let company: CompanyId;
  let other: CompanyId;
  beforeAll(async () => {
    database = await openDatabase((await kind.fresh()).url);
    const feed = new DatabaseChangeFeed(database, (error) => {
      throw error;
    });
    const sealer = new EnvelopeSealer(keyringFromText(randomBytes(32).toString('base64')));
    const store = new TypeOrmStore({ database, feed, sealer, clock, makeId });
    const materials = {
      inspect: (input: Parameters<typeof inspectMaterial>[0]) => Promise.resolve(inspectMaterial(input)),
    };
    ports = { store, clock, makeId, materials };
    authenticator = new Authenticator({ credentials: new DatabaseCredentialDirectory(database), feed, clock });
    const companies = new DatabaseCompanyDirectory(database, clock, makeId);
    company = await createCompany({ companies, makeId })({ slug: 'first', name: 'First' });
    other = await createCompany({ companies, makeId })({ slug: 'second', name: 'Second' });
    ca = await createTestCa();
  });
  afterAll(() => database.close());

  const callIn = (id: CompanyId): Call => ({ caller: operatorCaller(id), traceId: 'test', sourceAddress: '' });
  const nodeIn = async (id: CompanyId): Promise<NodeId> => {
    const settings = {
      name: randomUUID(),
      environmentId: undefined,
      mtlsEnabled: true,
      chosenCertificateId: undefined,
    };
    return (await createNode(ports)(callIn(id), settings)).node.node.id;
  };
  const issue = (options: Partial<IssueOptions> = {}) =>
    ca.issue({ commonName: 'node', notBefore: new Date('2026-12-01'), notAfter: new Date('2027-03-01'), ...options });
  const add = (id: CompanyId, nodeId: NodeId, { certificatePem }: { readonly certificatePem: string }) =>
    addClientCertificate(ports)(callIn(id), { nodeId, material: Buffer.from(certificatePem) });
  const signedIn = async (certificateSha256: string) => {
    const shown = { bearerToken: undefined, sessionSecret: undefined, certificateSha256 };
    return authenticator.authenticate(shown);
  };

  it('lead to their node, each of several, and to its company', async () => {
    const node = await nodeIn(company);
    const [one, two] = [await issue(), await issue()];
    await add(company, node, one);
    clock.advance(1000);
    await add(company, node, two);
    for (const { sha256 } of [one, two]) {
      expect(await signedIn(sha256)).toMatchObject({ kind: 'node', id: node, company });
    }
    const listed = await listClientCertificates(ports)(callIn(company), node);
    expect(listed.map(({ sha256, subject }) => [sha256, subject])).toEqual([
      [two.sha256, 'CN=node'],
      [one.sha256, 'CN=node'],
    ]);
  });

  it('stop working once they are removed, and when their node is deleted', async () => {
    const node = await nodeIn(company);
    const [one, two] = [await issue(), await issue()];
    const { id } = await add(company, node, one);
    await add(company, node, two);
    await signedIn(one.sha256);
    await removeClientCertificate(ports)(callIn(company), id);
    await expect(signedIn(one.sha256)).rejects.toMatchObject({ reason: 'CREDENTIAL_INVALID' });
    await signedIn(two.sha256);
    await deleteNode(ports)(callIn(company), { id: node, etag: '' });
    await expect(signedIn(two.sha256)).rejects.toMatchObject({ reason: 'CREDENTIAL_INVALID' });
  });

  it('go on working when the node’s token is changed', async () => {
    const node = await nodeIn(company);
    const { sha256, ...issued } = await issue();
    await add(company, node, issued);
    await rotateNodeToken(ports)(callIn(company), { id: node, etag: '' });
    expect(await signedIn(sha256)).toMatchObject({ id: node });
  });

  it('stop working after their last second, known or not', async () => {
    const issued = await issue({ notAfter: clock.now() });
    await add(company, await nodeIn(company), issued);
    clock.advance(999);
    await signedIn(issued.sha256);
    clock.advance(1);
    await expect(signedIn(issued.sha256)).rejects.toMatchObject({ reason: 'CREDENTIAL_EXPIRED' });
  });

  it('are one node’s alone, and can be another’s once they are removed', async () => {
    const [node, second] = [await nodeIn(company), await nodeIn(company)];
    const issued = await issue();
    const { id } = await add(company, node, issued);
    for (const holder of [node, second]) {
      await expect(add(company, holder, issued)).rejects.toMatchObject({ reason: 'DUPLICATE_MATERIAL' });
    }
    await removeClientCertificate(ports)(callIn(company), id);
    await add(company, second, issued);
    expect(await signedIn(issued.sha256)).toMatchObject({ id: second });
  });

  it('are one company’s alone, also when two add them at once, and neither sees the other’s', async () => {
    const issued = await issue();
    const [ours, theirs] = [await nodeIn(company), await nodeIn(other)];
    const outcomes = await Promise.allSettled([add(company, ours, issued), add(other, theirs, issued)]);
    const added = outcomes.filter(({ status }) => status === 'fulfilled');
    expect(added).toHaveLength(1);
    const [failed] = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    expect(failed).toMatchObject({
      reason: 'DUPLICATE_MATERIAL',
      message: expect.stringContaining('another company') as string,
    });
    const { company: home } = await signedIn(issued.sha256);
    const stranger = home === company ? other : company;
    const [{ id } = { id: '' as ClientCertificateId }] = await listClientCertificates(ports)(
      callIn(home),
      home === company ? ours : theirs,
    );
    await expect(removeClientCertificate(ports)(callIn(stranger), id)).rejects.toMatchObject({ reason: 'NOT_FOUND' });
  });

  it('are refused when they come with a key, are a CA’s, of a weak key, or have expired', async () => {
    const node = await nodeIn(company);
    const issued = await issue();
    const refusals: readonly (readonly [string, string])[] = [
      [issued.certificatePem + issued.privateKeyPem, 'FIELD_INVALID'],
      [issued.certificatePem + issued.encryptedKeyPem('a passphrase'), 'FIELD_INVALID'],
      [ca.certificatePem, 'FIELD_INVALID'],
      [issued.certificatePem + (await issue()).certificatePem, 'FIELD_INVALID'],
      [(await issue({ algorithm: 'RSA-1024' })).certificatePem, 'WEAK_KEY'],
      [(await issue({ notAfter: new Date('2026-12-31T23:59:59Z') })).certificatePem, 'CERTIFICATE_EXPIRED'],
      ['no certificate', 'MATERIAL_UNREADABLE'],
    ];
    for (const [certificatePem, reason] of refusals) {
      await expect(add(company, node, { certificatePem })).rejects.toMatchObject({ reason, field: 'material' });
    }
    await add(company, node, { certificatePem: issued.certificatePem + ca.certificatePem });
  });

  it('are ten of one node at the most', async () => {
    const node = await nodeIn(company);
    for (let count = 0; count < 10; count++) await add(company, node, await issue());
    await expect(add(company, node, await issue())).rejects.toMatchObject({
      reason: 'LIMIT_EXCEEDED',
      metadata: { limit: '10' },
    });
  });
});
