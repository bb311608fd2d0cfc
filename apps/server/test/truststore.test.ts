import {
  CertificateService,
  CertificateStatus,
  EnvironmentKind,
  EnvironmentService,
  NodeService,
  RuntimeService,
  TrustedCaVerdict_Outcome,
  TruststoreFormat,
  TruststoreOrigin,
  TruststoreService,
  type TruststoreEntry,
  type WatchTruststoreResponse,
} from '@certkeep/contracts/connect';
import { Code } from '@connectrpc/connect';
import { createTestCa, describeOnEachDatabase, type TestCa } from '@certkeep/testing';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { refusalOf } from './refusal.js';
import type { Credential, Running } from './running.js';
import { startWithTwoCompanies } from './two-companies.js';

const { ASSIGNED_CERTIFICATE, IMPORTED_CA, SYSTEM_ROOT } = TruststoreOrigin;

describeOnEachDatabase('truststores', (database) => {
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
  const truststores = (credential = writer) => running.client(TruststoreService, credential, 'grpc');
  const environments = (credential = writer) => running.client(EnvironmentService, credential);
  const certificates = () => running.client(CertificateService, writer);
  const environment = async (name: string = randomUUID(), systemRoots = false) =>
    (await environments().createEnvironment({ environment: { name, systemRoots } })).environment?.id ?? '';
  const paste = (text: string) => ({ source: { case: 'paste' as const, value: { text } } });
  const files = (...given: (readonly [string, string])[]) => ({
    source: {
      case: 'files' as const,
      value: { files: given.map(([name, text]) => ({ name, content: new TextEncoder().encode(text) })) },
    },
  });
  const assign = async (alias: string, ...environmentIds: string[]) => {
    const issued = await ca.issue({ commonName: alias, dnsNames: [`${alias}.example`] });
    const material = paste(issued.certificatePem);
    const name = `${alias} ${randomUUID()}`;
    const made = await certificates().createCertificate({ name, alias, environmentIds, material });
    return { id: made.certificate?.id ?? '', definition: made.certificate?.definitions[0], issued };
  };
  const importFrom = async (environmentId: string, material: ReturnType<typeof paste | typeof files>, more = {}) => {
    const events = [];
    for await (const { event } of truststores().importTrustedCas({ environmentId, material, ...more })) {
      events.push(event);
    }
    const verdicts = events.flatMap((event) => (event.case === 'verdict' ? [event.value] : []));
    const last = events.at(-1);
    return { verdicts, summary: last?.case === 'summary' ? last.value : undefined };
  };
  const entriesOf = async (request: Parameters<ReturnType<typeof truststores>['listEntries']>[0]) =>
    (await truststores().listEntries({ pageSize: 1000, ...request })).entries;
  const aliases = (entries: readonly TruststoreEntry[]) => entries.map(({ alias }) => alias);
  const pem = async (environmentId: string) => {
    const { content } = await truststores().getTruststore({ environmentId, format: TruststoreFormat.PEM });
    return new TextDecoder().decode(content);
  };
  const count = (text: string) => text.match(/BEGIN CERTIFICATE/g)?.length ?? 0;

  it('lists what is assigned, imported and built in, in the order of the aliases, page by page', async () => {
    const environmentId = await environment(undefined, true);
    await assign('b assigned', environmentId);
    const other = await createTestCa('a imported');
    await importFrom(environmentId, paste(other.certificatePem));
    const whole = await entriesOf({ environmentId });
    expect(whole.filter(({ origin }) => origin === SYSTEM_ROOT).length).toBeGreaterThan(50);
    expect(whole.find(({ alias }) => alias === 'a imported')).toMatchObject({
      origin: IMPORTED_CA,
      status: CertificateStatus.VALID,
      facts: { subject: 'CN=a imported' },
    });
    expect(whole.find(({ alias }) => alias === 'b assigned')).toMatchObject({ origin: ASSIGNED_CERTIFICATE });
    const inPages: string[] = [];
    let pageToken = '';
    do {
      const page = await truststores().listEntries({ environmentId, pageSize: 7, pageToken });
      inPages.push(...aliases(page.entries));
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    expect(inPages).toEqual(aliases(whole));
    expect(new Set(inPages.map((alias) => alias.toLowerCase())).size).toBe(inPages.length);
    expect(count(await pem(environmentId))).toBe(whole.length);
  });

  it('finds by alias, subject, issuer, serial number and fingerprint, and by where it comes from', async () => {
    const environmentId = await environment(undefined, true);
    const { definition } = await assign('Search Me', environmentId);
    const imported = await createTestCa('Imported here');
    await importFrom(environmentId, paste(imported.certificatePem));
    const facts = definition?.currentVersion?.leaf;
    const serial = facts?.serialNumber ?? '';
    const withColons = serial.replaceAll(/(..)(?=.)/g, '$1:').toUpperCase();
    for (const search of ['search me', 'SEARCH', 'certkeep test ROOT', serial, withColons, facts?.sha256Fingerprint]) {
      expect(aliases(await entriesOf({ environmentId, search: search ?? '' }))).toContain('Search Me');
    }
    expect(aliases(await entriesOf({ environmentId, search: 'imported HERE' }))).toEqual(['Imported here']);
    expect(await entriesOf({ environmentId, search: 'imported%' })).toEqual([]);
    expect(aliases(await entriesOf({ environmentId, origins: [IMPORTED_CA] }))).toEqual(['Imported here']);
    expect(aliases(await entriesOf({ environmentId, origins: [ASSIGNED_CERTIFICATE] }))).toEqual(['Search Me']);
    expect(aliases(await entriesOf({ environmentId, search: 'isrg root x1' }))).toEqual(['ISRG Root X1']);
  });

  it('an import tells of each entry what became of it, and one bad entry stops nothing', async () => {
    const environmentId = await environment();
    const [one, two] = [await createTestCa('One'), await createTestCa('Two')];
    const expired = await ca.issue({
      commonName: 'old',
      notBefore: new Date('2019-01-01'),
      notAfter: new Date('2020-01-01'),
    });
    const leaf = await ca.issue({ commonName: 'leaf' });
    const given = files(
      ['one.pem', one.certificatePem],
      ['two.pem', two.certificatePem],
      ['old.pem', expired.certificatePem],
      ['leaf.pem', leaf.certificatePem],
      ['broken.pem', 'nothing at all'],
    );
    const trial = await importFrom(environmentId, given, { validateOnly: true });
    expect(trial.summary).toMatchObject({ added: 3, refused: 2 });
    expect(await entriesOf({ environmentId })).toEqual([]);
    const { verdicts, summary } = await importFrom(environmentId, given);
    expect(summary).toMatchObject({ added: 3, updated: 0, unchanged: 0, refused: 2 });
    const of = (name: string) => verdicts.find((verdict) => verdict.name === name);
    expect(of('one.pem')).toMatchObject({ outcome: TrustedCaVerdict_Outcome.ADDED, entry: { alias: 'one' } });
    expect(of('old.pem')?.problem?.message).toMatch(/expired on 2020-01-01/);
    expect(of('leaf.pem')?.warnings.map(({ code }) => code)).toEqual(['NOT_A_CA']);
    expect(of('broken.pem')?.problem?.message).not.toBe('');
    const again = await importFrom(environmentId, given, { allowExpired: true });
    expect(again.summary).toMatchObject({ added: 1, unchanged: 3, refused: 1 });
    const renamed = await importFrom(environmentId, files(['uno.pem', one.certificatePem]));
    expect(renamed.verdicts).toMatchObject([{ outcome: TrustedCaVerdict_Outcome.UPDATED, entry: { alias: 'uno' } }]);
    expect(aliases(await entriesOf({ environmentId }))).toEqual(['leaf', 'old', 'two', 'uno']);
  });

  it.each(['grpc', 'connect'] as const)('an import over %s may be larger than other calls', async (door) => {
    const environmentId = await environment();
    const filler = '# nothing to see here\n'.repeat(300_000);
    const material = files(['large.pem', filler + ca.certificatePem]);
    const outcomes = [];
    const client = running.client(TruststoreService, writer, door);
    for await (const { event } of client.importTrustedCas({ environmentId, material })) outcomes.push(event.case);
    expect(outcomes).toEqual(['verdict', 'summary']);
    const inspection = running.client(CertificateService, writer, 'grpc').inspectMaterial({ material });
    await expect(inspection).rejects.toMatchObject({ code: Code.ResourceExhausted });
  });

  it('an alias is one entry’s: what is imported makes way for what is assigned, now and later', async () => {
    const environmentId = await environment();
    await assign('Shared', environmentId);
    await importFrom(environmentId, files(['shared.pem', (await createTestCa('s')).certificatePem]));
    await importFrom(environmentId, files(['later.pem', (await createTestCa('l')).certificatePem]));
    expect(aliases(await entriesOf({ environmentId }))).toEqual(['later', 'Shared', 'shared 2']);
    await assign('LATER', environmentId);
    expect(aliases(await entriesOf({ environmentId }))).toEqual(['LATER', 'later 2', 'Shared', 'shared 2']);
    expect(await pem(environmentId)).toMatch(/# later 2\n/);
  });

  it('what was imported is deleted by its etag', async () => {
    const environmentId = await environment();
    const { verdicts } = await importFrom(environmentId, files(['gone.pem', ca.certificatePem]));
    const { id, etag } = verdicts[0]?.entry ?? { id: '', etag: '' };
    await importFrom(environmentId, files(['renamed.pem', ca.certificatePem]));
    expect((await refusalOf(truststores().deleteTrustedCa({ id, etag }))).reason).toBe('ETAG_MISMATCH');
    const [current] = await entriesOf({ environmentId });
    await truststores().deleteTrustedCa({ id, etag: current?.etag ?? '', validateOnly: true });
    await truststores().deleteTrustedCa({ id, etag: current?.etag ?? '' });
    expect(await entriesOf({ environmentId })).toEqual([]);
    expect((await refusalOf(truststores().deleteTrustedCa({ id }))).reason).toBe('NOT_FOUND');
  });

  it('a file is the same for the same entries, and not sent to whoever has it', async () => {
    const environmentId = await environment('Production, Europe');
    await assign('same', environmentId);
    for (const format of [TruststoreFormat.PEM, TruststoreFormat.PKCS12, TruststoreFormat.JKS, TruststoreFormat.ZIP]) {
      const request = { environmentId, format, password: 'correct horse' };
      const first = await truststores().getTruststore(request);
      const again = await truststores().getTruststore(request);
      expect(again).toEqual(first);
      expect(first.fileName).toMatch(/^truststore-production-europe\.(pem|p12|jks|zip)$/);
      const unchanged = await truststores().getTruststore({ ...request, etag: first.etag });
      expect(unchanged).toMatchObject({ notModified: true, etag: first.etag });
      expect(unchanged.content).toHaveLength(0);
    }
    const before = await truststores().getTruststore({ environmentId, format: TruststoreFormat.PEM });
    await assign('another', environmentId);
    const after = await truststores().getTruststore({
      environmentId,
      format: TruststoreFormat.PEM,
      etag: before.etag,
    });
    expect(after.notModified).toBe(false);
    expect(after.revision).toBeGreaterThan(before.revision);
    const short = truststores().getTruststore({ environmentId, format: TruststoreFormat.JKS, password: 'four' });
    expect(await refusalOf(short)).toMatchObject({ reason: 'FIELD_INVALID', field: 'password' });
    expect(await refusalOf(truststores().getTruststore({ environmentId }))).toMatchObject({ field: 'format' });
  });

  it('system roots are switched on and off for an environment, and are on in the API_MANAGER one', async () => {
    const found = await environments().listEnvironments({ kind: EnvironmentKind.API_MANAGER });
    expect(found.environments[0]?.systemRoots).toBe(true);
    const environmentId = await environment();
    expect(count(await pem(environmentId))).toBe(0);
    for (const systemRoots of [true, false]) {
      const change = { environment: { id: environmentId, systemRoots }, updateMask: { paths: ['system_roots'] } };
      expect((await environments().updateEnvironment(change)).environment?.systemRoots).toBe(systemRoots);
      expect(count(await pem(environmentId)) > 50).toBe(systemRoots);
    }
  });

  const snapshots = async function* (events: AsyncIterable<Pick<WatchTruststoreResponse, 'event'>>) {
    for await (const { event } of events) if (event.case === 'truststore') yield event.value;
  };
  const kindsOf = async function* (events: AsyncIterable<Pick<WatchTruststoreResponse, 'event'>>) {
    for await (const { event } of events) yield event.case;
  };
  const named = (snapshot: { certificates: { alias: string }[] } | undefined) =>
    snapshot?.certificates.map(({ alias }) => alias);

  it.each(['grpc', 'connect'] as const)(
    'a watch over %s begins with all, and goes on with every change',
    async (door) => {
      const environmentId = await environment();
      const { definition } = await assign('first', environmentId);
      const client = running.client(TruststoreService, writer, door);
      const stop = new AbortController();
      const watch = snapshots(client.watchTruststore({ environmentId }, { signal: stop.signal }));
      const first = (await watch.next()).value ?? undefined;
      expect(named(first)).toEqual(['first']);
      await assign('second', environmentId);
      expect(named((await watch.next()).value ?? undefined)).toEqual(['first', 'second']);
      await importFrom(environmentId, files(['third.pem', ca.certificatePem]));
      expect(named((await watch.next()).value ?? undefined)).toEqual(['first', 'second', 'third']);
      const renewed = await ca.issue({ commonName: 'renewed' });
      await certificates().replaceMaterial({
        definitionId: definition?.id ?? '',
        material: paste(renewed.certificatePem),
      });
      const last = (await watch.next()).value ?? undefined;
      expect(Buffer.from(last?.certificates[0]?.der ?? [])).toEqual(Buffer.from(renewed.certificateDer));
      expect(last?.revision).toBeGreaterThan(first?.revision ?? 0n);
      stop.abort();
      await expect(watch.next()).rejects.toThrow();

      const again = new AbortController();
      const known = { environmentId, knownRevision: last?.revision ?? 0n, etag: last?.etag ?? '' };
      const cases = kindsOf(client.watchTruststore(known, { signal: again.signal }));
      expect((await cases.next()).value).toBe('heartbeat');
      await assign('fourth', environmentId);
      expect((await cases.next()).value).toBe('truststore');
      again.abort();
    },
  );

  it('a watch ends when its environment is deleted', async () => {
    const environmentId = await environment();
    const watch = snapshots(truststores().watchTruststore({ environmentId }));
    await watch.next();
    await environments().deleteEnvironment({ id: environmentId });
    expect((await refusalOf(watch.next())).reason).toBe('NOT_FOUND');
  });

  it('a node gets and watches what its own environment trusts, follows it when it is moved, and gets no other', async () => {
    const [here, there] = [await environment(), await environment()];
    await assign('here', here);
    await assign('there', there);
    const { node, token } = await running
      .client(NodeService, admin)
      .createNode({ node: { name: randomUUID(), environmentId: here, mtlsEnabled: true } });
    const runtime = running.client(RuntimeService, { token }, 'grpc');
    const file = await runtime.fetchTruststore({ format: TruststoreFormat.PEM });
    expect(new TextDecoder().decode(file.content)).toMatch(/^# here\n/);
    const unchanged = await runtime.fetchTruststore({ format: TruststoreFormat.PEM, etag: file.etag });
    expect(unchanged.notModified).toBe(true);
    const stop = new AbortController();
    const watch = snapshots(runtime.watchNodeTruststore({}, { signal: stop.signal }));
    const first = (await watch.next()).value ?? undefined;
    expect(named(first)).toEqual(['here']);
    const move = (environmentId: string) =>
      running
        .client(NodeService, admin)
        .updateNode({ node: { id: node?.id ?? '', environmentId }, updateMask: { paths: ['environment_id'] } });
    await move(there);
    const moved = (await watch.next()).value ?? undefined;
    expect(named(moved)).toEqual(['there']);
    expect(moved?.environmentId).toBe(there);
    expect(moved?.revision).toBeGreaterThan(first?.revision ?? 0n);
    await move(here);
    await watch.next();
    stop.abort();
    // While it is away it is moved again: what it is to trust then is newer than all that it has seen.
    const [knownRevision, etag] = [moved?.revision ?? 0n, moved?.etag ?? ''];
    const back = snapshots(runtime.watchNodeTruststore({ knownRevision, etag, environmentId: there }));
    const again = (await back.next()).value ?? undefined;
    expect([named(again), again?.environmentId]).toEqual([['here'], here]);
    expect(again?.revision).toBeGreaterThan(knownRevision);
    const asService = running.client(TruststoreService, { token });
    for (const call of [
      () => asService.listEntries({ environmentId: there }),
      () => asService.getTruststore({ environmentId: here, format: TruststoreFormat.PEM }),
      () => snapshots(asService.watchTruststore({ environmentId: here })).next(),
      () => running.client(RuntimeService, writer).fetchTruststore({ format: TruststoreFormat.PEM }),
    ]) {
      expect((await refusalOf(call())).reason).toBe('PERMISSION_MISSING');
    }
  });

  it('a node that stands nowhere is told so, and one that is deleted watches no longer', async () => {
    const nodes = running.client(NodeService, admin);
    const nowhere = await nodes.createNode({ node: { name: randomUUID(), mtlsEnabled: true } });
    const runtime = running.client(RuntimeService, { token: nowhere.token });
    expect(await refusalOf(runtime.fetchTruststore({ format: TruststoreFormat.PEM }))).toMatchObject({
      reason: 'NOT_FOUND',
    });
    const made = await nodes.createNode({
      node: { name: randomUUID(), environmentId: await environment(), mtlsEnabled: true },
    });
    const watch = snapshots(running.client(RuntimeService, { token: made.token }, 'grpc').watchNodeTruststore({}));
    await watch.next();
    await nodes.deleteNode({ id: made.node?.id ?? '' });
    expect((await refusalOf(watch.next())).reason).toBe('CREDENTIAL_INVALID');
  });

  it('another company’s are as if they were not there', async () => {
    const environmentId = await environment();
    const { verdicts } = await importFrom(environmentId, paste(ca.certificatePem), { withProgress: true });
    const theirs = truststores(stranger);
    for (const call of [
      () => theirs.listEntries({ environmentId }),
      () => theirs.getTruststore({ environmentId, format: TruststoreFormat.PEM }),
      () => theirs.deleteTrustedCa({ id: verdicts[0]?.entry?.id ?? '' }),
      () => snapshots(theirs.watchTruststore({ environmentId })).next(),
      () =>
        theirs
          .importTrustedCas({ environmentId, material: paste(ca.certificatePem) })
          [Symbol.asyncIterator]()
          .next(),
    ]) {
      expect((await refusalOf(call())).reason).toBe('NOT_FOUND');
    }
  });

  it('an environment that is deleted takes what was imported with it', async () => {
    const environmentId = await environment();
    await importFrom(environmentId, paste(ca.certificatePem));
    await environments().deleteEnvironment({ id: environmentId });
    expect((await refusalOf(truststores().listEntries({ environmentId }))).reason).toBe('NOT_FOUND');
  });
});
