import {
  createCompany,
  createNode,
  noFilter,
  operatorCaller,
  setPrimary,
  type Call,
  type CompanyTransaction,
  type LoggedChange,
  type NewCertificate,
} from '@certkeep/application';
import type { CertificateId, CompanyId, DefinitionId, VersionId } from '@certkeep/domain';
import { EnvelopeSealer, keyringFromText } from '@certkeep/sealing';
import { createTestCa, describeOnEachDatabase, FixedClock } from '@certkeep/testing';
import { parseCertificate } from '@certkeep/x509';
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
const failOnPoll = (error: unknown) => {
  throw error;
};

describeOnEachDatabase('the store', (kind) => {
  let url: string;
  let database: Database;
  let feed: DatabaseChangeFeed;
  let store: TypeOrmStore;
  let company: CompanyId;
  let leaf: Uint8Array;
  let companies: DatabaseCompanyDirectory;
  beforeAll(async () => {
    ({ url } = await kind.fresh());
    database = await openDatabase(url);
    feed = new DatabaseChangeFeed(database, failOnPoll);
    store = new TypeOrmStore({ database, feed, sealer, clock, makeId });
    companies = new DatabaseCompanyDirectory(database, clock, makeId);
    company = await createCompany({ companies, makeId })({ slug: 'first', name: 'First' });
    leaf = (await (await createTestCa()).issue({ commonName: 'leaf' })).certificateDer;
  });
  afterAll(() => database.close());

  const callIn = (id: CompanyId): Call => ({ caller: operatorCaller(id), traceId: 'test', sourceAddress: '' });
  const call = () => callIn(company);
  /** A certificate that the database takes for a new one each time. */
  const newCertificate = (name: string): NewCertificate => {
    const { facts } = parseCertificate(leaf);
    const id = makeId() as VersionId;
    return {
      id: makeId() as CertificateId,
      name,
      description: '',
      labels: {},
      definition: {
        id: makeId() as DefinitionId,
        alias: name,
        environmentIds: [],
        source: 'FILE',
        version: {
          id,
          facts: { ...facts, sha256: randomBytes(32).toString('hex') },
          leaf,
          chain: [leaf, leaf],
          sealedKey: sealer.seal(Buffer.from('the secret'), { kind: 'private_key', companyId: company, recordId: id }),
        },
      },
    };
  };
  const audited = async ({ audit }: CompanyTransaction, name = 'test') => {
    await audit.record('certificate.create', { type: 'certificate', id: 'test', name });
  };
  const add = async (name: string, within: Call = call()) => {
    const certificate = newCertificate(name);
    await store.change(within, async (transaction) => {
      await transaction.certificates.insert(certificate);
      await transaction.changes.append({ kind: 'certificate', recordId: certificate.id });
      await audited(transaction, name);
    });
    return certificate;
  };

  it('gives back what it was given', async () => {
    const given = await add('given');
    const certificates = store.view(company).certificates;
    const found = await certificates.find(given.id);
    expect(found).toMatchObject({ name: 'given', primary: false, version: 1, createTime: clock.now() });
    expect(found?.definitions[0]?.current.facts).toEqual(given.definition.version.facts);
    const material = await certificates.material(given.definition.id);
    expect(Buffer.from(material?.leaf ?? [])).toEqual(Buffer.from(leaf));
    expect(material?.chain.map((der) => Buffer.from(der))).toEqual([Buffer.from(leaf), Buffer.from(leaf)]);
  });

  it('keeps private keys sealed', async () => {
    const given = await add('sealed');
    const rows = await database.reader
      .getRepository(database.entities.versions)
      .findBy({ definition_id: given.definition.id });
    expect(Buffer.from(rows[0]?.sealed_key ?? []).includes('the secret')).toBe(false);
  });

  it('refuses two primary certificates by a constraint of the database itself', async () => {
    const [one, other] = [await add('primary one'), await add('primary other')];
    const rows = database.reader.getRepository(database.entities.certificates);
    const mark = (id: string) =>
      database.transaction(async (manager) => {
        await manager.getRepository(database.entities.certificates).update({ id }, { primary_marker: true });
      });
    await mark(one.id);
    await expect(mark(other.id)).rejects.toThrow();
    expect(await rows.countBy({ company_id: company, primary_marker: true })).toBe(1);
  });

  it('leaves exactly one primary after many switches at once', async () => {
    const candidates = await Promise.all(Array.from({ length: 8 }, (_, index) => add(`candidate ${index}`)));
    await Promise.all(
      Array.from({ length: 32 }, (_, index) => {
        const id = candidates[index % candidates.length]?.id ?? ('' as CertificateId);
        return setPrimary({ store, clock: new FixedClock('2026-12-01T00:00:00Z') })(call(), { id, etag: '' });
      }),
    );
    const primaries = await database.reader
      .getRepository(database.entities.certificates)
      .countBy({ company_id: company, primary_marker: true });
    expect(primaries).toBe(1);
  });

  it('refuses a second certificate of the same name or the same leaf by constraints', async () => {
    const first = await add('unique');
    await expect(add('UNIQUE')).rejects.toThrow();
    const same = newCertificate('same leaf');
    const twin = {
      ...same,
      definition: {
        ...same.definition,
        version: { ...same.definition.version, facts: first.definition.version.facts },
      },
    };
    const insertion = store.change(call(), async (transaction) => {
      await transaction.certificates.insert(twin);
      await audited(transaction);
    });
    await expect(insertion).rejects.toThrow();
    expect(await store.view(company).certificates.findByName('same leaf')).toBeUndefined();
  });

  it('numbers changes without a gap in commit order, also when writers fail among many at once', async () => {
    await feed.catchUp();
    const seen: LoggedChange[] = [];
    const unsubscribe = feed.subscribe((of, changes) => {
      if (of === company) seen.push(...changes);
    });
    const { revision: before } = await store.view(company).company.require();
    await Promise.allSettled(
      Array.from({ length: 60 }, (_, index) =>
        store.change(call(), async (transaction) => {
          await transaction.changes.append({ kind: 'certificate', recordId: `one ${index}` });
          await pause(Math.random() * 3);
          await transaction.changes.append({ kind: 'node', recordId: `two ${index}` });
          await audited(transaction);
          if (index % 5 === 0) throw new Error('taken back');
        }),
      ),
    );
    unsubscribe();
    const { revision: after } = await store.view(company).company.require();
    expect(after - before).toBe(48 * 2);
    const rows = await database.reader
      .getRepository(database.entities.changes)
      .find({ where: { company_id: company }, order: { revision: 'ASC' } });
    expect(rows.map(({ revision }) => revision)).toEqual(Array.from({ length: after }, (_, index) => index + 1));
    expect(seen.map(({ revision }) => revision)).toEqual(Array.from({ length: 96 }, (_, index) => before + 1 + index));
  });

  it('loses no write among many at once, and keeps none of those that are taken back', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 40 }, (_, index) => {
        const certificate = newCertificate(`parallel ${index}`);
        return store.change(call(), async (transaction) => {
          await transaction.certificates.insert(certificate);
          await pause(Math.random() * 3);
          await audited(transaction);
          if (index % 2 === 0) throw new Error('taken back');
          return certificate.name;
        });
      }),
    );
    const stored = await store.view(company).certificates.list({
      filter: { ...noFilter, search: 'parallel' },
      at: clock.now(),
      orderBy: 'name',
      descending: false,
      page: { size: 100 },
    });
    const acknowledged = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    expect(stored.rows.map(({ name }) => name).sort()).toEqual(acknowledged.sort());
    expect(acknowledged).toHaveLength(20);
  });

  it('shows readers nothing that is not committed', async () => {
    const certificate = newCertificate('uncommitted');
    const seenInside = await store
      .change(call(), async (transaction) => {
        await transaction.certificates.insert(certificate);
        await audited(transaction);
        expect(await transaction.certificates.find(certificate.id)).toBeDefined();
        expect(await store.view(company).certificates.find(certificate.id)).toBeUndefined();
        throw new Error('taken back');
      })
      .catch((error: unknown) => error);
    expect(seenInside).toMatchObject({ message: 'taken back' });
    expect(await store.view(company).certificates.find(certificate.id)).toBeUndefined();
  });

  it('refuses a change that writes no audit event, and stores nothing of it', async () => {
    const certificate = newCertificate('unaudited');
    const change = store.change(call(), ({ certificates }) => certificates.insert(certificate));
    await expect(change).rejects.toThrow(/audit/);
    expect(await store.view(company).certificates.find(certificate.id)).toBeUndefined();
  });

  it('numbers audit events without a gap', async () => {
    const rows = await database.reader
      .getRepository(database.entities.auditEvents)
      .find({ where: { company_id: company }, order: { number: 'ASC' } });
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: rows.length }, (_, index) => index + 1));
  });

  describe('with a second company', () => {
    it('shows neither the other’s records', async () => {
      const second = await createCompany({ companies, makeId })({ slug: 'second', name: 'Second' });
      const ours = await add('ours');
      const theirs = await add('ours', callIn(second));
      const seenBySecond = store.view(second);
      expect(await seenBySecond.certificates.find(ours.id)).toBeUndefined();
      expect(await seenBySecond.certificates.material(ours.definition.id)).toBeUndefined();
      expect(await seenBySecond.certificates.findByLeaf(ours.definition.version.facts.sha256)).toBeUndefined();
      expect((await seenBySecond.certificates.findByName('ours'))?.id).toBe(theirs.id);
      const choice = { name: 'n', environmentId: undefined, mtlsEnabled: true, chosenCertificateId: ours.id };
      await expect(createNode({ store, makeId })(callIn(second), choice)).rejects.toThrow(/no certificate/);
      await expect(
        store.change(callIn(second), async (transaction) => {
          await transaction.certificates.markDeleted(ours.id);
          await audited(transaction);
        }),
      ).resolves.toBeUndefined();
      expect(await store.view(company).certificates.find(ours.id)).toBeDefined();
    });
  });

  it('tells another process of this one’s changes, each once and in order', async () => {
    const elsewhere = await openDatabase(url);
    const seen: number[] = [];
    const other = new DatabaseChangeFeed(elsewhere, failOnPoll);
    await other.start();
    other.subscribe((_company, changes) => seen.push(...changes.map(({ revision }) => revision)));
    const { revision } = await store.view(company).company.require();
    await Promise.all([add('told 1'), add('told 2'), add('told 3')]);
    await Promise.all([other.catchUp(), other.catchUp()]);
    expect(seen).toEqual([revision + 1, revision + 2, revision + 3]);
    other.stop();
    await elsewhere.close();
  });

  it('has every column that the program knows, and none that it doesn’t', async () => {
    const runner = database.reader.dataSource.createQueryRunner();
    for (const entity of Object.values(database.entities)) {
      const { tableName = '', columns } = entity.options;
      const table = await runner.getTable(tableName);
      expect(table?.columns.map(({ name }) => name).sort()).toEqual(Object.keys(columns).sort());
      for (const column of table?.columns ?? []) {
        const shape = Object.entries(columns).find(([name]) => name === column.name)?.[1];
        expect([tableName, column.name, column.isNullable]).toEqual([tableName, column.name, shape?.nullable]);
      }
    }
    await runner.release();
  });

  it('opens again without migrating again', async () => {
    const again = await openDatabase(url);
    expect((await new DatabaseCompanyDirectory(again, clock, makeId).list()).length).toBeGreaterThan(0);
    await again.close();
  });
});
