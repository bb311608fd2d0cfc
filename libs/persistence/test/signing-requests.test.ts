import {
  createCompany,
  operatorCaller,
  type Call,
  type NewCertificate,
  type NewSigningRequest,
} from '@certkeep/application';
import type { CertificateId, CompanyId, DefinitionId, SigningRequestId, VersionId } from '@certkeep/domain';
import { EnvelopeSealer, keyringFromText } from '@certkeep/sealing';
import { createTestCa, describeOnEachDatabase, FixedClock } from '@certkeep/testing';
import { parseCertificate } from '@certkeep/x509';
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  DatabaseChangeFeed,
  DatabaseCompanyDirectory,
  openDatabase,
  TypeOrmStore,
  type Database,
} from '../src/index.js';

const makeId = () => randomUUID();
const clock = new FixedClock('2027-01-01T00:00:00Z');
const sealer = new EnvelopeSealer(keyringFromText(randomBytes(32).toString('base64')));
const spki = 'ab'.repeat(32);

describeOnEachDatabase('signing requests', (kind) => {
  let database: Database;
  let store: TypeOrmStore;
  let company: CompanyId;
  let stranger: CompanyId;
  let leaf: Uint8Array;
  beforeAll(async () => {
    database = await openDatabase((await kind.fresh()).url);
    const feed = new DatabaseChangeFeed(database, (error) => {
      throw error;
    });
    store = new TypeOrmStore({ database, feed, sealer, clock, makeId });
    const companies = new DatabaseCompanyDirectory(database, clock, makeId);
    company = await createCompany({ companies, makeId })({ slug: 'first', name: 'First' });
    stranger = await createCompany({ companies, makeId })({ slug: 'second', name: 'Second' });
    leaf = (await (await createTestCa()).issue({ commonName: 'leaf' })).certificateDer;
  });
  afterAll(() => database.close());

  const callIn = (id: CompanyId): Call => ({ caller: operatorCaller(id), traceId: 'test', sourceAddress: '' });
  const change = <Result>(work: Parameters<typeof store.change<Result>>[1], within = company) =>
    store.change(callIn(within), async (transaction) => {
      await transaction.audit.record('signing_request.create', { type: 'signing_request', id: 'test', name: 'test' });
      return work(transaction);
    });
  const add = async (given: Partial<NewSigningRequest> = {}) => {
    const id = makeId() as SigningRequestId;
    const request: NewSigningRequest = {
      id,
      certificateId: undefined,
      definitionId: undefined,
      name: 'asked',
      subject: { subject: 'CN=asked', dnsNames: ['a', 'b'], ipAddresses: [], keyType: 'EC_P256' },
      csr: Buffer.from('csr'),
      spkiSha256: spki,
      sealedKey: sealer.seal(Buffer.from('the key'), { kind: 'private_key', companyId: company, recordId: id }),
      ...given,
    };
    await change(({ signingRequests }) => signingRequests.insert(request));
    return request;
  };
  const rowOf = (id: string) =>
    database.reader.getRepository(database.entities.signingRequests).findOneByOrFail({ id });
  const addCertificate = async () => {
    const certificate: NewCertificate = {
      id: makeId() as CertificateId,
      name: makeId(),
      description: '',
      labels: {},
      definition: {
        id: makeId() as DefinitionId,
        alias: 'alias',
        environmentIds: [],
        source: 'FILE',
        version: {
          id: makeId() as VersionId,
          facts: { ...parseCertificate(leaf).facts, sha256: randomBytes(32).toString('hex') },
          leaf,
          chain: [],
          sealedKey: undefined,
        },
      },
    };
    await change(({ certificates }) => certificates.insert(certificate));
    return { certificateId: certificate.id, definitionId: certificate.definition.id };
  };

  it('are given back as they were, and only to their company', async () => {
    const { sealedKey, ...request } = await add();
    const found = await store.view(company).signingRequests.find(request.id);
    expect(found).toEqual({
      ...request,
      state: 'PENDING',
      version: 1,
      createTime: clock.now(),
      updateTime: clock.now(),
    });
    expect(await store.view(stranger).signingRequests.find(request.id)).toBeUndefined();
    expect(await store.view(stranger).signingRequests.findPendingByKey(spki)).toBeUndefined();
    expect(await change(({ signingRequests }) => signingRequests.sealedKey(request.id))).toEqual(
      Buffer.from(sealedKey.bytes),
    );
    expect(await change(({ signingRequests }) => signingRequests.sealedKey(request.id), stranger)).toBeUndefined();
    await change(({ signingRequests }) => signingRequests.cancel(request.id), stranger);
    expect((await rowOf(request.id)).state).toBe('PENDING');
  });

  it('are found by their key while they wait, the newest first', async () => {
    const spkiSha256 = 'cd'.repeat(32);
    const older = await add({ spkiSha256 });
    clock.advance(1000);
    const newer = await add({ spkiSha256 });
    const found = () => store.view(company).signingRequests.findPendingByKey(spkiSha256);
    expect((await found())?.id).toBe(newer.id);
    await change(({ signingRequests }) => signingRequests.cancel(newer.id));
    expect((await found())?.id).toBe(older.id);
    await change(({ signingRequests }) => signingRequests.cancel(older.id));
    expect(await found()).toBeUndefined();
  });

  it('lose their keys when they end, for good', async () => {
    const [cancelled, completed] = [await add(), await add()];
    const became = await addCertificate();
    await change(({ signingRequests }) => signingRequests.cancel(cancelled.id));
    await change(({ signingRequests }) => signingRequests.complete(completed.id, became));
    await change(({ signingRequests }) => signingRequests.cancel(completed.id));
    expect(await rowOf(cancelled.id)).toMatchObject({ state: 'CANCELLED', sealed_key: null, sealing_key_id: null });
    expect(await rowOf(completed.id)).toMatchObject({ state: 'COMPLETED', sealed_key: null, sealing_key_id: null });
    expect(await store.view(company).signingRequests.find(completed.id)).toMatchObject({ ...became, version: 2 });
  });

  it('end with the certificate that they renew, once that is gone for good', async () => {
    const renewed = await addCertificate();
    const [renewal, other] = [await add(renewed), await add()];
    await change(({ certificates }) => certificates.markDeleted(renewed.certificateId));
    expect((await rowOf(renewal.id)).state).toBe('PENDING');
    await change(({ certificates }) => certificates.purge(renewed.certificateId));
    expect(await rowOf(renewal.id)).toMatchObject({ state: 'CANCELLED', sealed_key: null, sealing_key_id: null });
    expect((await rowOf(other.id)).state).toBe('PENDING');
  });
});
