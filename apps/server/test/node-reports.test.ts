import { Code, ConnectError } from '@connectrpc/connect';
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import {
  AcknowledgementStage as Stage,
  CertificateStatus,
  DeploymentState as State,
  EnvironmentService,
  type Deployment,
  type WatchDeploymentsResponse,
} from '@certkeep/contracts/connect';
import { describeOnEachDatabase } from '@certkeep/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshName, NodeWork, pasted } from './node-work.js';
import { refusalOf } from './refusal.js';

describeOnEachDatabase('what nodes report', (database) => {
  let work: NodeWork;
  beforeAll(async () => {
    work = await NodeWork.start((await database.fresh()).url);
  });
  afterAll(() => work.stop());

  const environments = () => work.running.client(EnvironmentService, work.admin);
  const environment = async () =>
    (await environments().createEnvironment({ environment: { name: freshName('environment') } })).environment?.id ?? '';
  const nodeOf = async (id: string) => (await work.nodes.getNode({ id })).node;
  /** A node with a certificate, which it has fetched. */
  const served = async (environmentId = '') => {
    const issued = await work.issue();
    const certificate = await work.stored(issued);
    const { node, token } = await work.registered({ certificateId: certificate.id, environmentId });
    const runtime = work.runtimeOf(token);
    const { result } = await runtime.fetchCertificate({});
    if (result.case !== 'certificate') throw new Error('no certificate came');
    const report = (stage: Stage, more: Readonly<Record<string, unknown>> = {}) =>
      runtime.acknowledgeRevision({ revision: result.value.revision, stage, ...more });
    return { certificate, node, token, runtime, given: result.value, report, sha256: issued.sha256 };
  };

  it('shows in its deployment: pending, loaded, used, and failed with the reason', async () => {
    const { node, given, report, sha256, certificate } = await served();
    expect((await nodeOf(node.id))?.deployment).toMatchObject({
      state: State.PENDING,
      revision: given.revision,
      certificateId: certificate.id,
      certificateName: certificate.name,
    });
    await report(Stage.DELIVERED, { client: 'test/1' });
    expect((await nodeOf(node.id))?.deployment).toMatchObject({ state: State.PENDING, stage: Stage.DELIVERED });
    await report(Stage.LOADED, { sha256Fingerprint: sha256, client: 'test/2' });
    const loaded = await nodeOf(node.id);
    expect(loaded).toMatchObject({ acknowledgedRevision: given.revision, client: 'test/2' });
    expect(loaded?.deployment).toMatchObject({ state: State.ACKNOWLEDGED, stage: Stage.LOADED });
    await report(Stage.DELIVERED);
    expect((await nodeOf(node.id))?.deployment).toMatchObject({ state: State.ACKNOWLEDGED, stage: Stage.LOADED });
    await report(Stage.FAILED, { failureMessage: 'The key does not fit.' });
    expect((await nodeOf(node.id))?.deployment).toMatchObject({
      state: State.FAILED,
      failureMessage: 'The key does not fit.',
    });
    await report(Stage.USED, { sha256Fingerprint: sha256 });
    expect((await nodeOf(node.id))?.deployment).toMatchObject({ state: State.ACKNOWLEDGED, stage: Stage.USED });
  });

  it('is history, newest first, page by page, with the certificate that it was about', async () => {
    const { node, certificate, report, sha256 } = await served();
    const cacheSince = new Date('2026-01-02T03:04:05Z');
    await report(Stage.DELIVERED, { runningOnCacheSince: timestampFromDate(cacheSince) });
    await report(Stage.LOADED, { sha256Fingerprint: sha256 });
    await report(Stage.USED, { sha256Fingerprint: 'ab'.repeat(32) });
    const first = await work.nodes.listNodeReports({ nodeId: node.id, pageSize: 2 });
    expect(first.reports.map(({ stage }) => stage)).toEqual([Stage.USED, Stage.LOADED]);
    expect(first.reports[0]).toMatchObject({ certificateId: '', sha256Fingerprint: 'ab'.repeat(32) });
    expect(first.reports[1]).toMatchObject({ certificateId: certificate.id, certificateName: certificate.name });
    const rest = await work.nodes.listNodeReports({ nodeId: node.id, pageSize: 2, pageToken: first.nextPageToken });
    expect(rest.reports.map(({ stage }) => stage)).toEqual([Stage.DELIVERED]);
    const [delivered] = rest.reports;
    const since = delivered?.runningOnCacheSince;
    expect(since === undefined ? undefined : timestampDate(since)).toEqual(cacheSince);
    expect(rest.nextPageToken).toBe('');
  });

  it('is refused when it names what the node was never given, or says nothing', async () => {
    const { report, runtime, given } = await served();
    const refused = async (request: Promise<unknown>) => (await refusalOf(request)).field;
    expect(await refused(runtime.acknowledgeRevision({ revision: 10_000n, stage: Stage.LOADED }))).toBe('revision');
    expect(await refused(runtime.acknowledgeRevision({ stage: Stage.LOADED }))).toBe('revision');
    expect(await refused(runtime.acknowledgeRevision({ revision: given.revision }))).toBe('stage');
    expect(await refused(report(Stage.LOADED, { sha256Fingerprint: 'AB' }))).toBe('sha256_fingerprint');
    expect(await refused(report(Stage.FAILED))).toBe('failure_message');
    expect(await refused(report(Stage.LOADED, { client: 'x'.repeat(129) }))).toBe('client');
  });

  it('of ten times ten nodes at once is all kept', async () => {
    const { certificate } = await served();
    const nodes = await Promise.all(
      Array.from({ length: 10 }, () => work.registered({ certificateId: certificate.id })),
    );
    await Promise.all(
      nodes.flatMap(({ token }) =>
        Array.from({ length: 10 }, async () => {
          const { result } = await work.runtimeOf(token).fetchCertificate({});
          if (result.case !== 'certificate') throw new Error('no certificate came');
          const { revision, sha256Fingerprint } = result.value;
          await work.runtimeOf(token).acknowledgeRevision({ revision, stage: Stage.LOADED, sha256Fingerprint });
        }),
      ),
    );
    for (const { node } of nodes) {
      expect((await work.nodes.listNodeReports({ nodeId: node.id })).reports).toHaveLength(10);
      expect((await nodeOf(node.id))?.deployment?.state).toBe(State.ACKNOWLEDGED);
    }
  });

  it('is gone with the node', async () => {
    const { node, report, token } = await served();
    await report(Stage.DELIVERED);
    await work.nodes.deleteNode({ id: node.id });
    expect((await refusalOf(work.nodes.listNodeReports({ nodeId: node.id }))).reason).toBe('NOT_FOUND');
    const late = await report(Stage.LOADED).catch((error: unknown) => ConnectError.from(error).code);
    expect(late).toBe(Code.Unauthenticated);
    expect(token).not.toBe('');
  });

  it('can be listed by environment and state, page by page, without nodes that are to present nothing', async () => {
    const place = await environment();
    const [one, two] = [await served(place), await served(place)];
    const three = await served(place);
    await work.registered({ environmentId: place, mtlsEnabled: false });
    await two.report(Stage.LOADED, { sha256Fingerprint: two.sha256 });
    await three.report(Stage.FAILED, { failureMessage: 'no' });
    const ids = async (states: State[], pageSize = 0, pageToken = '') => {
      const page = await environments().listDeployments({ environmentId: place, states, pageSize, pageToken });
      return { ids: page.deployments.map(({ consumerId }) => consumerId), next: page.nextPageToken };
    };
    expect((await ids([])).ids).toEqual([one, two, three].map(({ node }) => node.id));
    expect((await ids([State.ACKNOWLEDGED])).ids).toEqual([two.node.id]);
    expect((await ids([State.PENDING, State.FAILED])).ids).toEqual([one.node.id, three.node.id]);
    const first = await ids([], 2);
    expect(first.ids).toEqual([one.node.id, two.node.id]);
    expect(await ids([], 2, first.next)).toEqual({ ids: [three.node.id], next: '' });
    expect((await refusalOf(environments().listDeployments({ environmentId: 'nowhere' }))).reason).toBe('NOT_FOUND');
  });

  it('is told to those who watch the environment: a snapshot first, then each change', async () => {
    const place = await environment();
    const { node, report, sha256, certificate } = await served(place);
    const elsewhere = await served();
    const end = new AbortController();
    const stream = environments().watchDeployments({ environmentId: place }, { signal: end.signal });
    const messages = stream[Symbol.asyncIterator]();
    const next = async (): Promise<Deployment | 'complete'> => {
      const result = await messages.next();
      if (result.done === true) throw new Error('the stream ended');
      return result.value.deployment ?? 'complete';
    };
    expect(await next()).toMatchObject({ consumerId: node.id, state: State.PENDING });
    expect(await next()).toBe('complete');
    await elsewhere.report(Stage.LOADED, { sha256Fingerprint: elsewhere.sha256 });
    await report(Stage.LOADED, { sha256Fingerprint: sha256 });
    expect(await next()).toMatchObject({ consumerId: node.id, state: State.ACKNOWLEDGED, stage: Stage.LOADED });
    await work.certificates.replaceMaterial({
      definitionId: certificate.definitions[0]?.id ?? '',
      material: pasted(await work.issue()),
      cascade: { confirmName: certificate.name },
    });
    expect(await next()).toMatchObject({ consumerId: node.id, state: State.PENDING });
    await work.nodes.updateNode({
      node: { id: node.id, mtlsEnabled: false },
      updateMask: { paths: ['mtls_enabled'] },
    });
    expect(await next()).toMatchObject({ consumerId: node.id, state: State.UNSPECIFIED });
    end.abort();
  });

  it('tells those who watch that a node has left the environment, or is no more', async () => {
    const place = await environment();
    const { node } = await served(place);
    const end = new AbortController();
    const stateIn = async (messages: AsyncIterator<WatchDeploymentsResponse>): Promise<Deployment | undefined> => {
      for (;;) {
        const result = await messages.next();
        if (result.done === true) throw new Error('the stream ended');
        if (result.value.deployment?.consumerId === node.id) return result.value.deployment;
      }
    };
    const watch = (environmentId: string) =>
      environments().watchDeployments({ environmentId }, { signal: end.signal })[Symbol.asyncIterator]();
    const [there, anywhere] = [watch(place), watch('')];
    expect(await stateIn(there)).toMatchObject({ state: State.PENDING });
    expect(await stateIn(anywhere)).toMatchObject({ state: State.PENDING, environmentId: place });
    await work.nodes.updateNode({ node: { id: node.id }, updateMask: { paths: ['environment_id'] } });
    expect(await stateIn(there)).toMatchObject({ state: State.UNSPECIFIED, certificateId: '' });
    expect(await stateIn(anywhere)).toMatchObject({ state: State.PENDING, environmentId: '' });
    await work.nodes.deleteNode({ id: node.id });
    expect(await stateIn(anywhere)).toMatchObject({ state: State.UNSPECIFIED, certificateId: '' });
    end.abort();
  });

  it('of failure is asked for anew: the node is told the same as a new revision, at once or when it is back', async () => {
    const { node, token, given, report, sha256, runtime } = await served();
    const fail = { failureMessage: 'nginx -t says no', sha256Fingerprint: sha256 };
    const watched = work.watching(token, { knownRevision: given.revision, etag: given.etag });
    await watched.next();
    await report(Stage.FAILED, fail);
    expect(await work.nodes.retryDeployments({ nodeId: node.id })).toMatchObject({ nodeCount: 1 });
    expect((await nodeOf(node.id))?.deployment?.state).toBe(State.PENDING);
    const again = await watched.certificate();
    expect(again.revision).toBeGreaterThan(given.revision);
    expect(again).toMatchObject({ leaf: given.leaf, sha256Fingerprint: sha256 });
    const back = work.watching(token, { knownRevision: given.revision, etag: given.etag });
    expect(await back.certificate()).toMatchObject({ revision: again.revision, etag: again.etag });

    await report(Stage.FAILED, fail);
    expect((await nodeOf(node.id))?.deployment?.state).toBe(State.PENDING);
    const now = { revision: again.revision, sha256Fingerprint: sha256 };
    await runtime.acknowledgeRevision({ ...now, stage: Stage.FAILED, failureMessage: 'still' });
    expect((await nodeOf(node.id))?.deployment).toMatchObject({ state: State.FAILED, failureMessage: 'still' });
    expect(await work.nodes.retryDeployments({ nodeId: node.id })).toMatchObject({ nodeCount: 1 });
    // What had been under way when it was asked for again has succeeded.
    await runtime.acknowledgeRevision({ ...now, stage: Stage.LOADED });
    expect((await nodeOf(node.id))?.deployment?.state).toBe(State.ACKNOWLEDGED);
    expect(await work.nodes.retryDeployments({ nodeId: node.id })).toMatchObject({ nodeCount: 0 });
  });

  it('of failure is asked for anew of all nodes of an environment, or with a certificate, that failed', async () => {
    const place = await environment();
    const [one, two, loaded, elsewhere] = [
      await served(place),
      await served(place),
      await served(place),
      await served(),
    ];
    const fail = () =>
      Promise.all([one, two, elsewhere].map(({ report }) => report(Stage.FAILED, { failureMessage: 'no' })));
    await fail();
    await loaded.report(Stage.LOADED, { sha256Fingerprint: loaded.sha256 });
    const stateOf = async ({ node }: { node: { id: string } }) => (await nodeOf(node.id))?.deployment?.state;
    const states = () => Promise.all([one, two, loaded, elsewhere].map(stateOf));
    const certificateId = one.certificate.id;
    const retry = async (named: object) => (await work.nodes.retryDeployments(named)).nodeCount;
    expect(await retry({ environmentId: place, certificateId: elsewhere.certificate.id })).toBe(0);
    expect(await retry({ certificateId })).toBe(1);
    expect(await states()).toEqual([State.PENDING, State.FAILED, State.ACKNOWLEDGED, State.FAILED]);
    expect(await retry({ environmentId: place })).toBe(1);
    expect(await states()).toEqual([State.PENDING, State.PENDING, State.ACKNOWLEDGED, State.FAILED]);
    expect(await refusalOf(work.nodes.retryDeployments({}))).toMatchObject({ reason: 'FIELD_INVALID' });
    for (const named of [{ nodeId: 'none' }, { environmentId: 'none' }, { certificateId: 'none' }]) {
      expect((await refusalOf(work.nodes.retryDeployments(named))).reason).toBe('NOT_FOUND');
    }
  });

  it('comes with the status of the certificate that is presented', async () => {
    const day = 24 * 60 * 60 * 1000;
    const from = (days: number) => new Date(Date.now() + days * day);
    const ending = await work.stored(
      await work.ca.issue({ commonName: 'ending', notBefore: from(-89), notAfter: from(1) }),
    );
    const { node } = await work.registered({ certificateId: ending.id });
    expect((await nodeOf(node.id))?.resolution?.status).toBe(CertificateStatus.EXPIRES_SOON);
    await work.nodes.updateNode({ node: { id: node.id }, updateMask: { paths: ['mtls_enabled'] } });
    expect((await nodeOf(node.id))?.resolution?.status).toBe(CertificateStatus.UNSPECIFIED);
  });

  it('tells that a node watches, while it does', async () => {
    const { node, token } = await served();
    expect((await nodeOf(node.id))?.watching).toBe(false);
    const watched = work.watching(token);
    await watched.next();
    expect((await nodeOf(node.id))?.watching).toBe(true);
  });
});
