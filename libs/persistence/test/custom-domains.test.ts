import {
  createCompany,
  everyCustomDomain,
  operatorCaller,
  type CertificateFacts,
  type CompanyTransaction,
  type NewDefinition,
} from '@certkeep/application';
import {
  selectForDomain,
  type ApplicationId,
  type CertificateId,
  type CertificateName,
  type CompanyId,
  type CustomDomainId,
  type DefinitionId,
  type EnvironmentId,
  type VersionId,
} from '@certkeep/domain';
import { EnvelopeSealer, keyringFromText } from '@certkeep/sealing';
import { createTestCa, describeOnEachDatabase, FixedClock } from '@certkeep/testing';
import { parseCertificate } from '@certkeep/x509';
import fc from 'fast-check';
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  DatabaseChangeFeed,
  DatabaseCompanyDirectory,
  openDatabase,
  TypeOrmStore,
  type Database,
} from '../src/index.js';

const day = 24 * 60 * 60 * 1000;
const start = Date.parse('2027-01-01T00:00:00Z');
const clock = new FixedClock(new Date(start).toISOString());
const sealer = new EnvelopeSealer(keyringFromText(randomBytes(32).toString('base64')));

/** A definition as the property makes them: for some of two environments. */
interface Made {
  readonly places: readonly number[];
  readonly names: readonly string[];
  readonly hasKey: boolean;
  readonly fromDay: number;
  readonly days: number;
}

describeOnEachDatabase('custom domains in the database', (kind) => {
  let database: Database;
  let store: TypeOrmStore;
  let company: CompanyId;
  let facts: CertificateFacts;
  let leaf: Uint8Array;
  const environments = [randomUUID(), randomUUID()] as [EnvironmentId, EnvironmentId];
  const application = randomUUID() as ApplicationId;
  beforeAll(async () => {
    database = await openDatabase((await kind.fresh()).url);
    const feed = new DatabaseChangeFeed(database, (error) => {
      throw error;
    });
    store = new TypeOrmStore({ database, feed, sealer, clock, makeId: randomUUID });
    const companies = new DatabaseCompanyDirectory(database, clock, randomUUID);
    company = await createCompany({ companies, makeId: randomUUID })({ slug: 'main', name: 'Main' });
    leaf = (await (await createTestCa()).issue({ commonName: 'leaf' })).certificateDer;
    ({ facts } = parseCertificate(leaf));
    await change(async (transaction) => {
      for (const id of environments)
        await transaction.environments.insert(id, {
          name: id,
          description: '',
          maxCacheAge: undefined,
          systemRoots: false,
        });
      await transaction.applications.insert(application, {
        name: 'Shop',
        description: '',
        environmentIds: environments,
        technicalContactIds: [],
      });
    });
  });
  afterAll(() => database.close());

  const change = <Result>(work: (transaction: CompanyTransaction) => Promise<Result>) =>
    store.change({ caller: operatorCaller(company), traceId: 'test', sourceAddress: '' }, async (transaction) => {
      await transaction.audit.record('custom_domain.update', { type: 'custom_domain', id: 'x', name: 'x' });
      return work(transaction);
    });
  const definition = ({ places, names, hasKey, fromDay, days }: Made): NewDefinition => {
    const versionId = randomUUID() as VersionId;
    return {
      id: randomUUID() as DefinitionId,
      alias: randomUUID(),
      environmentIds: environments.filter((_, index) => places.includes(index)),
      source: 'FILE',
      version: {
        id: versionId,
        facts: {
          ...facts,
          notBefore: new Date(start + fromDay * day),
          notAfter: new Date(start + (fromDay + days) * day),
          sha256: randomBytes(32).toString('hex'),
          subjectAlternativeNames: names.map((value) => ({ kind: 'DNS', value, typeOid: '' })),
        },
        leaf,
        chain: [],
        sealedKey: hasKey
          ? sealer.seal(randomBytes(8), { kind: 'private_key', companyId: company, recordId: versionId })
          : undefined,
      },
    };
  };
  const certificate = async ({ certificates }: CompanyTransaction, [first, ...others]: readonly Made[]) => {
    const id = randomUUID() as CertificateId;
    if (first === undefined) throw new Error('no definition');
    const made = { id, name: id, description: '', labels: {}, definition: definition(first) };
    await certificates.insert(made);
    for (const other of others) await certificates.insertDefinition(id, definition(other));
    return id;
  };
  const domain = async (
    { customDomains }: CompanyTransaction,
    host: string,
    environmentId: EnvironmentId,
    certificateId?: CertificateId,
  ) => {
    const id = randomUUID() as CustomDomainId;
    await customDomains.insert({ id, applicationId: application, environmentId, host, certificateId });
    return id;
  };
  const simple: Made = { places: [], names: ['*.example.org'], hasKey: true, fromDay: -1, days: 100 };

  it(
    'the list’s filter and the rule say the same of every certificate, host and moment',
    { timeout: 120_000 },
    async () => {
      const hosts = ['org', 'example.org', 'a.example.org', 'b.a.example.org', 'xn--mnchen-3ya.de'];
      const name = fc.constantFrom(
        ...hosts,
        '*.org',
        '*.example.org',
        '*.EXAMPLE.org',
        '*.a.example.org',
        '*.de',
        'a.*.org',
      );
      const made = (places: readonly number[]): fc.Arbitrary<Made> =>
        fc.record({
          places: fc.constant(places),
          names: fc.array(name, { maxLength: 3 }),
          hasKey: fc.boolean(),
          fromDay: fc.integer({ min: -3, max: 1 }),
          days: fc.integer({ min: 1, max: 3 }),
        });
      // A certificate has one default definition at most, and one for each environment.
      const shape = fc.constantFrom([[]], [[], [0]], [[0], [1]], [[0, 1]], [[0, 1], []], [[1]]);
      const definitions = shape.chain((places) => fc.tuple(...places.map(made)));
      await fc.assert(
        fc.asyncProperty(definitions, fc.integer({ min: -4, max: 4 }), async (given, offset) => {
          const id = await change(async (transaction) => {
            const stored = await certificate(transaction, given);
            for (const environment of environments) {
              for (const host of hosts) await domain(transaction, host, environment, stored);
            }
            return stored;
          });
          const at = new Date(start + offset * day);
          const { certificates, customDomains } = store.view(company);
          const stored = await certificates.find(id);
          const candidate = {
            id,
            name: id,
            definitions: (stored?.definitions ?? []).map(({ current, ...one }) => ({
              ...one,
              hasKey: current.hasKey,
              names: { dns: current.facts.subjectAlternativeNames.map(({ value }) => value), ip: [] },
              validity: current.facts,
            })),
          };
          for (const covered of [true, false]) {
            const filter = { ...everyCustomDomain, certificateId: id, covered };
            const { rows } = await customDomains.list({ filter, at, page: { size: 1000 } });
            const expected = (await customDomains.listServedBy(id)).filter(
              (one) => (selectForDomain({ ...one, at }, candidate).refusal === undefined) === covered,
            );
            expect(rows.map(({ id }) => id).sort()).toEqual(expected.map(({ id }) => id).sort());
          }
          await change(async (transaction) => {
            for (const one of await transaction.customDomains.listServedBy(id)) {
              await transaction.customDomains.delete(one.id);
            }
          });
        }),
        { numRuns: 40 },
      );
    },
  );

  it('all of a certificate’s domains move to another one, with their versions and both certificates’ use', async () => {
    const [from, to] = await change(
      async (transaction) =>
        [await certificate(transaction, [simple]), await certificate(transaction, [simple])] as const,
    );
    const ids = await change(async (transaction) => [
      await domain(transaction, 'one.example.org', environments[0], from),
      await domain(transaction, 'two.example.org', environments[1], from),
    ]);
    const { customDomains, certificates } = store.view(company);
    const use = async () => [(await certificates.find(from))?.inUse, (await certificates.find(to))?.inUse];
    expect(await use()).toEqual([true, false]);
    const moved = await change((transaction) => transaction.customDomains.moveAll(from, to));
    expect(moved.map(({ id, certificateId }) => ({ id, certificateId }))).toEqual(
      ids.map((id) => ({ id, certificateId: from })),
    );
    expect(await use()).toEqual([false, true]);
    expect(await customDomains.listServedBy(from)).toEqual([]);
    expect((await customDomains.listServedBy(to)).map(({ host, version }) => [host, version])).toEqual([
      ['one.example.org', 2],
      ['two.example.org', 2],
    ]);
  });

  it('a deleted certificate that loses its last environment is its default one when it is restored', async () => {
    const id = randomUUID() as EnvironmentId;
    const stored = await change(async (transaction) => {
      await transaction.environments.insert(id, {
        name: 'gone',
        description: '',
        maxCacheAge: undefined,
        systemRoots: false,
      });
      const certificateId = randomUUID() as CertificateId;
      await transaction.certificates.insert({
        id: certificateId,
        name: 'restored',
        description: '',
        labels: {},
        definition: { ...definition(simple), environmentIds: [id] },
      });
      await transaction.certificates.markDeleted(certificateId);
      await transaction.environments.delete(id);
      return certificateId;
    });
    await change(({ certificates }) => certificates.restore(stored, 'restored' as CertificateName));
    const host = 'restored.example.org';
    const covered = await change(async (transaction) => {
      await domain(transaction, host, environments[0], stored);
      const filter = { ...everyCustomDomain, certificateId: stored, covered: true };
      return transaction.customDomains.list({ filter, at: clock.now(), page: { size: 1 } });
    });
    expect(covered.rows.map((row) => row.host)).toEqual([host]);
  });
});
