import {
  createCompany,
  noFilter,
  operatorCaller,
  type Call,
  type Certificate,
  type CertificateFacts,
  type CertificateFilter,
  type CompanyTransaction,
  type NewVersion,
} from '@certkeep/application';
import {
  statusAt,
  worstStatus,
  type CertificateId,
  type CertificateName,
  type CertificateStatus,
  type CompanyId,
  type DefinitionId,
  type NodeId,
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
const window = 30;
const statuses: readonly CertificateStatus[] = ['UPCOMING', 'VALID', 'EXPIRES_SOON', 'EXPIRED'];

describeOnEachDatabase('what lists filter and count by', (kind) => {
  let database: Database;
  let store: TypeOrmStore;
  let template: CertificateFacts;
  let leaf: Uint8Array;
  let companies: DatabaseCompanyDirectory;
  beforeAll(async () => {
    const { url } = await kind.fresh();
    database = await openDatabase(url);
    const feed = new DatabaseChangeFeed(database, (error) => {
      throw error;
    });
    store = new TypeOrmStore({ database, feed, sealer, clock, makeId: randomUUID });
    companies = new DatabaseCompanyDirectory(database, clock, randomUUID);
    leaf = (await (await createTestCa()).issue({ commonName: 'leaf' })).certificateDer;
    template = parseCertificate(leaf).facts;
  });
  afterAll(() => database.close());

  const version = (fromDay: number, days: number, names: readonly string[] = []): NewVersion => ({
    id: randomUUID() as VersionId,
    facts: {
      ...template,
      notBefore: new Date(start + fromDay * day),
      notAfter: new Date(start + (fromDay + days) * day),
      sha256: randomBytes(32).toString('hex'),
      subjectAlternativeNames: names.map((value) => ({ kind: 'DNS', value, typeOid: '' })),
    },
    leaf,
    chain: [],
    sealedKey: undefined,
  });
  const newCompany = async () => {
    const slug = `c${randomBytes(6).toString('hex')}`;
    return createCompany({ companies, makeId: randomUUID })({ slug, name: slug });
  };
  const callIn = (company: CompanyId): Call => ({
    caller: operatorCaller(company),
    traceId: 'test',
    sourceAddress: '',
  });
  const change = <Result>(company: CompanyId, work: (transaction: CompanyTransaction) => Promise<Result>) =>
    store.change(callIn(company), async (transaction) => {
      await transaction.audit.record('certificate.update', { type: 'certificate', id: 'x', name: 'x' });
      return work(transaction);
    });
  const insert = (company: CompanyId, name: string, first: NewVersion, labels: Record<string, string> = {}) =>
    change(company, async ({ certificates }) => {
      const id = randomUUID() as CertificateId;
      const definition = randomUUID() as DefinitionId;
      await certificates.insert({
        id,
        name,
        description: '',
        labels,
        definition: { id: definition, alias: name, environmentIds: [], source: 'FILE', version: first },
      });
      return { id, definition };
    });
  const list = async (company: CompanyId, filter: Partial<CertificateFilter>, at = clock.now()) => {
    const query = { filter: { ...noFilter, ...filter }, at, orderBy: 'name', descending: false } as const;
    return (await store.view(company).certificates.list({ ...query, page: { size: 1000 } })).rows;
  };
  const names = (rows: readonly Certificate[]) => rows.map(({ name }) => name);

  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('insert' as const),
        from: fc.integer({ min: -90, max: 60 }),
        days: fc.integer({ min: 0, max: 120 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('replace' as const),
        which: fc.nat(),
        from: fc.integer({ min: -60, max: 60 }),
        days: fc.integer({ min: 0, max: 120 }),
      }),
    },
    fc.record({ do: fc.constant('delete' as const), which: fc.nat() }),
    fc.record({ do: fc.constant('restore' as const), which: fc.nat() }),
    fc.record({ do: fc.constant('primary' as const), which: fc.nat() }),
    fc.record({ do: fc.constant('choose' as const), which: fc.nat() }),
    fc.record({ do: fc.constant('follow' as const) }),
  );

  it('status, usage and every count agree with the rules, whatever was done before and whenever is asked', async () => {
    const run = async (
      steps: readonly (typeof step extends fc.Arbitrary<infer Step> ? Step : never)[],
      hours: number,
    ) => {
      const company = await newCompany();
      const live: { id: CertificateId; definition: DefinitionId; name: string }[] = [];
      const deleted: typeof live = [];
      for (const [index, one] of steps.entries()) {
        const target = 'which' in one ? live[one.which % Math.max(1, live.length)] : undefined;
        if (one.do === 'insert') {
          const name = `certificate ${index}`;
          live.push({ ...(await insert(company, name, version(one.from, one.days))), name });
        } else if (one.do === 'restore') {
          const back = deleted.pop();
          if (back === undefined) continue;
          await change(company, ({ certificates }) => certificates.restore(back.id, back.name as CertificateName));
          live.push(back);
        } else if (one.do === 'follow') {
          await change(company, ({ nodes }) => nodes.insert(randomUUID() as NodeId, nodeSettings(`node ${index}`)));
        } else if (target === undefined) continue;
        else if (one.do === 'replace') {
          await change(company, ({ certificates }) =>
            certificates.insertVersion(target.definition, version(one.from, one.days), 'FILE'),
          );
        } else if (one.do === 'delete') {
          await change(company, ({ certificates }) => certificates.markDeleted(target.id));
          live.splice(live.indexOf(target), 1);
          deleted.push(target);
        } else if (one.do === 'primary') {
          await change(company, ({ certificates }) => certificates.movePrimaryTo(target.id));
        } else {
          await change(company, ({ nodes }) =>
            nodes.insert(randomUUID() as NodeId, { ...nodeSettings(`node ${index}`), chosenCertificateId: target.id }),
          );
        }
      }
      const at = new Date(start + hours * 60 * 60 * 1000);
      const all = await list(company, {}, at);
      expect(names(all).sort()).toEqual(live.map(({ name }) => name).sort());
      const following = await store.view(company).nodes.listFollowingPrimary();
      const isUsed = ({ chosenByNodeCount, primary }: Certificate) =>
        chosenByNodeCount > 0 || (primary && following.length > 0);
      const statusOf = ({ definitions }: Certificate) =>
        worstStatus(definitions.map(({ current }) => statusAt(at, current.facts, window)));
      for (const status of statuses) {
        expect(names(await list(company, { statuses: [status] }, at))).toEqual(
          names(all.filter((one) => statusOf(one) === status)),
        );
      }
      expect(names(await list(company, { inUse: true }, at))).toEqual(names(all.filter(isUsed)));
      const counted = (status: CertificateStatus) => all.filter((one) => statusOf(one) === status).length;
      const query = { filter: noFilter, at, timelineWeeks: 30 };
      const summary = await store.view(company).certificates.summarize(query);
      expect(summary).toMatchObject({
        total: all.length,
        inUse: all.filter(isUsed).length,
        notInUse: all.filter((one) => !isUsed(one)).length,
        valid: counted('VALID'),
        upcoming: counted('UPCOMING'),
        expiresSoon: counted('EXPIRES_SOON'),
        expired: counted('EXPIRED'),
      });
      // By the rows themselves, as for a filter that leaves all of them.
      const filter = { ...noFilter, search: 'certificate' };
      expect(await store.view(company).certificates.summarize({ ...query, filter })).toEqual(summary);
    };
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), fc.integer({ min: 0, max: 24 * 100 }), run),
      { numRuns: 25 },
    );
  }, 120_000);

  it('a label is found by its key, or by its key and value', async () => {
    const company = await newCompany();
    await insert(company, 'a', version(0, 90), { team: 'pay', tier: '1' });
    await insert(company, 'b', version(0, 90), { team: 'web' });
    expect(names(await list(company, { labels: { team: '' } }))).toEqual(['a', 'b']);
    expect(names(await list(company, { labels: { team: 'pay', tier: '' } }))).toEqual(['a']);
    expect(names(await list(company, { labels: { team: 'PAY' } }))).toEqual([]);
  });

  it('a host finds the certificates that cover it, by name and by wildcard, until their names change', async () => {
    const company = await newCompany();
    const { definition } = await insert(company, 'exact', version(0, 90, ['api.example.org']));
    await insert(company, 'wildcard', version(0, 90, ['*.example.org', 'example.org']));
    await insert(company, 'other', version(0, 90, ['api.example.com']));
    expect(names(await list(company, { coveredHost: 'api.example.org' }))).toEqual(['exact', 'wildcard']);
    expect(names(await list(company, { coveredHost: 'a.b.example.org' }))).toEqual([]);
    await change(company, ({ certificates }) =>
      certificates.insertVersion(definition, version(0, 90, ['new.example.org']), 'FILE'),
    );
    expect(names(await list(company, { coveredHost: 'api.example.org' }))).toEqual(['wildcard']);
  });

  it('an end is found from and before a moment, and within days that have not passed', async () => {
    const company = await newCompany();
    await insert(company, 'past', version(-30, 20));
    await insert(company, 'soon', version(-30, 40));
    await insert(company, 'late', version(-30, 90));
    expect(names(await list(company, { expiresInDays: 10 }))).toEqual(['soon']);
    expect(names(await list(company, { expiresFrom: new Date(start + 10 * day) }))).toEqual(['late', 'soon']);
    expect(names(await list(company, { expiresBefore: new Date(start + 10 * day) }))).toEqual(['past']);
  });

  it('a summary’s weeks begin on Mondays, the running one first', async () => {
    const company = await newCompany();
    // 2027-01-01 is a Friday.
    for (const end of [1, 2, 3, 9, 10]) await insert(company, `ends on day ${end}`, version(-90, 90 + end));
    const query = { filter: noFilter, at: clock.now(), timelineWeeks: 3 };
    const { timeline } = await store.view(company).certificates.summarize(query);
    expect(timeline.map(({ weekStart, count }) => [weekStart.toISOString().slice(0, 10), count])).toEqual([
      ['2026-12-28', 2],
      ['2027-01-04', 2],
      ['2027-01-11', 1],
    ]);
  });

  it('a certificate that is read while its material is replaced has its definition, always', async () => {
    const company = await newCompany();
    const { id, definition } = await insert(company, 'replaced', version(0, 90));
    const state = { isOver: false };
    const replacing = (async () => {
      for (let count = 0; count < 60; count++) {
        await change(company, ({ certificates }) => certificates.insertVersion(definition, version(0, 90), 'FILE'));
      }
      state.isOver = true;
    })();
    const seen = new Set<number>();
    while (!state.isOver) {
      const reads = Array.from({ length: 8 }, () => store.view(company).certificates.find(id));
      for (const certificate of await Promise.all(reads)) seen.add(certificate?.definitions.length ?? 0);
    }
    await replacing;
    expect([...seen]).toEqual([1]);
  });

  it('pages stay whole while rows come and go', async () => {
    const company = await newCompany();
    for (const name of ['b', 'd', 'f', 'h']) await insert(company, name, version(0, 90));
    const query = { filter: noFilter, at: clock.now(), orderBy: 'name', descending: false } as const;
    const { certificates } = store.view(company);
    const first = await certificates.list({ ...query, page: { size: 2 } });
    await insert(company, 'a', version(0, 90));
    await insert(company, 'e', version(0, 90));
    const gone = first.rows[1];
    if (gone !== undefined) await change(company, ({ certificates: writer }) => writer.markDeleted(gone.id));
    const second = await certificates.list({ ...query, page: { size: 9, ...(first.next && { after: first.next }) } });
    expect([names(first.rows), names(second.rows)]).toEqual([
      ['b', 'd'],
      ['e', 'f', 'h'],
    ]);
  });
});

function nodeSettings(name: string) {
  return { name, environmentId: undefined, mtlsEnabled: true, chosenCertificateId: undefined };
}
