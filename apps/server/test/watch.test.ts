import { Code, ConnectError } from '@connectrpc/connect';
import { EnvironmentService, ErrorReason } from '@certkeep/contracts/connect';
import { isSignedRevision } from '@certkeep/contracts';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { describeOnEachDatabase } from '@certkeep/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freshName, NodeWork, pasted } from './node-work.js';
import { doors } from './running.js';
import type { WatchedNode } from './watched-node.js';

describeOnEachDatabase('a node that watches', (database) => {
  let work: NodeWork;
  beforeAll(async () => {
    work = await NodeWork.start((await database.fresh()).url, { CERTKEEP_HEARTBEAT_SECONDS: '1' });
  });
  afterEach(() => {
    work.hangUp();
  });
  afterAll(() => work.stop());

  const failureOf = async (watched: WatchedNode) => {
    try {
      for (;;) await watched.news();
    } catch (error) {
      return ConnectError.from(error);
    }
  };

  describe.each(doors)('through %s', (door) => {
    it('is told what to present at once, and each change of it, in order', async () => {
      const first = await work.issue();
      const certificate = await work.stored(first);
      const { token } = await work.registered({ certificateId: certificate.id });
      const watched = work.watching(token, { door });
      const before = await watched.certificate();
      expect(before.sha256Fingerprint).toBe(first.sha256);
      const second = await work.issue();
      const [definition] = certificate.definitions;
      await work.certificates.replaceMaterial({
        definitionId: definition?.id ?? '',
        material: pasted(second),
        cascade: { confirmName: certificate.name },
      });
      const after = await watched.certificate();
      expect(after.sha256Fingerprint).toBe(second.sha256);
      expect(after.revision).toBeGreaterThan(before.revision);
      expect(after.etag).not.toBe(before.etag);
    });

    it('is told nothing to present while mTLS is off, and what once it is on', async () => {
      const issued = await work.issue();
      const { id } = await work.stored(issued);
      const { node, token } = await work.registered({ certificateId: id });
      const watched = work.watching(token, { door });
      const { revision } = await watched.certificate();
      const off = await work.nodes.updateNode({
        node: { id: node.id, mtlsEnabled: false },
        updateMask: { paths: ['mtls_enabled'] },
      });
      const news = await watched.news();
      if (news.kind !== 'nothing') throw new Error('something is to be presented');
      expect(news.nothing.problem?.reason).toBe(ErrorReason.MTLS_DISABLED);
      expect(news.nothing.revision).toBeGreaterThan(revision);
      await work.nodes.updateNode({
        node: { id: node.id, mtlsEnabled: true, etag: off.node?.etag ?? '' },
        updateMask: { paths: ['mtls_enabled'] },
      });
      expect((await watched.certificate()).revision).toBeGreaterThan(news.nothing.revision);
    });

    it('is shown the door once its token is replaced, and once it is deleted', async () => {
      const { node, token } = await work.registered();
      const watched = work.watching(token, { door });
      await watched.news();
      const rotated = await work.nodes.rotateNodeToken({ id: node.id });
      expect(await failureOf(watched)).toMatchObject({ code: Code.Unauthenticated });
      const again = work.watching(rotated.token, { door });
      await again.news();
      await work.nodes.deleteNode({ id: node.id });
      expect(await failureOf(again)).toMatchObject({ code: Code.Unauthenticated });
    });
  });

  it('gets a sign of life instead of what it has, and later ones while nothing happens', async () => {
    const { id } = await work.stored(await work.issue());
    const { token } = await work.registered({ certificateId: id });
    const { revision, etag } = await work.watching(token).certificate();
    const resumed = work.watching(token, { knownRevision: revision, etag });
    for (let times = 0; times < 3; times++) {
      expect(await resumed.next()).toMatchObject({ kind: 'heartbeat' });
    }
  });

  it('that lost its certificate and knows a newer revision is told it under a revision that is no older', async () => {
    const { id } = await work.stored(await work.issue());
    const { token } = await work.registered({ certificateId: id });
    const first = await work.watching(token).certificate();
    await work.stored(await work.issue());
    await work.registered();
    const { revision } = await work.watching((await work.registered({ certificateId: id })).token).certificate();
    expect(revision).toBeGreaterThan(first.revision);
    const told = await work.watching(token, { knownRevision: revision }).certificate();
    expect(told.revision).toBeGreaterThanOrEqual(revision);
    expect(told.etag).toBe(first.etag);
    const fetched = await work.runtimeOf(token).fetchCertificate({ knownRevision: revision });
    if (fetched.result.case !== 'certificate') throw new Error('no certificate came');
    expect(fetched.result.value.revision).toBeGreaterThanOrEqual(revision);
  });

  it('and knows a revision that is not there yet gets signs of life, never something older', async () => {
    await work.stored(await work.issue(), true);
    const { node, token } = await work.registered();
    const ahead = work.watching(token, { knownRevision: 1_000_000n });
    expect(await ahead.next()).toMatchObject({ kind: 'heartbeat' });
    for (let change = 0; change < 2; change += 1) {
      await work.nodes.getNode({ id: node.id });
      await work.stored(await work.issue(), true);
      expect(await ahead.next()).toMatchObject({ kind: 'heartbeat' });
    }
    const refused = ConnectError.from(
      await work
        .runtimeOf(token)
        .fetchCertificate({ knownRevision: 1_000_000n })
        .catch((error: unknown) => error),
    );
    expect(refused.code).toBe(Code.Unavailable);
  });

  it('follows the primary certificate as it moves, is cleared, and is deleted', async () => {
    const [one, other] = [await work.issue(), await work.issue()];
    const first = await work.stored(one, true);
    const { token } = await work.registered();
    const watched = work.watching(token);
    expect((await watched.certificate()).sha256Fingerprint).toBe(one.sha256);
    const second = await work.stored(other);
    await work.certificates.setPrimaryCertificate({ id: second.id });
    expect((await watched.certificate()).sha256Fingerprint).toBe(other.sha256);
    await work.certificates.setPrimaryCertificate({ id: first.id });
    expect((await watched.certificate()).sha256Fingerprint).toBe(one.sha256);
    await work.certificates.deleteCertificate({
      id: first.id,
      acknowledgeNodes: true,
      cascade: { confirmName: first.name },
    });
    const news = await watched.news();
    expect(news).toMatchObject({
      kind: 'nothing',
      nothing: { problem: { reason: ErrorReason.NO_CERTIFICATE_SELECTED } },
    });
  });

  it('is not told of a change that leaves what it presents as it was', async () => {
    const { id } = await work.stored(await work.issue());
    const other = await work.stored(await work.issue());
    const { token } = await work.registered({ certificateId: id });
    const watched = work.watching(token);
    await watched.certificate();
    await work.certificates.updateCertificate({
      certificate: { id, description: 'other words' },
      updateMask: { paths: ['description'] },
    });
    await work.certificates.updateCertificate({
      certificate: { id: other.id, description: 'other words' },
      updateMask: { paths: ['description'] },
    });
    expect(await watched.next()).toMatchObject({ kind: 'heartbeat' });
    expect(await watched.next()).toMatchObject({ kind: 'heartbeat' });
  });

  it('learns how long it may keep its certificate, and that this has changed', async () => {
    const environments = work.running.client(EnvironmentService, work.admin);
    const { environment } = await environments.createEnvironment({
      environment: { name: freshName('environment'), maxCacheAge: { seconds: 3600n } },
    });
    if (environment === undefined) throw new Error('no environment came back');
    const { id } = await work.stored(await work.issue());
    const { token } = await work.registered({ certificateId: id, environmentId: environment.id });
    const watched = work.watching(token);
    expect((await watched.certificate()).maxCacheAge?.seconds).toBe(3600n);
    await environments.updateEnvironment({
      environment: { id: environment.id, maxCacheAge: { seconds: 60n } },
      updateMask: { paths: ['max_cache_age'] },
    });
    expect((await watched.certificate()).maxCacheAge?.seconds).toBe(60n);
    await environments.updateEnvironment({
      environment: { id: environment.id },
      updateMask: { paths: ['max_cache_age'] },
    });
    expect((await watched.certificate()).maxCacheAge).toBeUndefined();
  });

  it('can tell by the signature that what it was given is its own and unaltered', async () => {
    const { id } = await work.stored(await work.issue());
    const { node, token } = await work.registered({ certificateId: id });
    const other = await work.registered({ certificateId: id });
    const told = signed(await work.watching(token).certificate());
    expect(told.nodeId).toBe(node.id);
    expect(isSignedRevision(told, told.signingKey)).toBe(true);
    expect(isSignedRevision({ ...told, nodeId: other.node.id }, told.signingKey)).toBe(false);
    const theirs = await work.watching(other.token).certificate();
    expect(theirs.signingKey).toEqual(told.signingKey);
    const fetched = await work.runtimeOf(token).fetchCertificate({});
    expect(fetched.result.value).toMatchObject({ signature: told.signature, revision: told.revision });
  });
});

/** As the other generated form has it. */
function signed(certificate: Awaited<ReturnType<WatchedNode['certificate']>>) {
  const { commitTime, maxCacheAge } = certificate;
  return {
    ...certificate,
    leaf: Buffer.from(certificate.leaf),
    chain: certificate.chain.map((der) => Buffer.from(der)),
    privateKey: Buffer.from(certificate.privateKey),
    commitTime: commitTime === undefined ? undefined : timestampDate(commitTime),
    maxCacheAge: maxCacheAge === undefined ? undefined : { seconds: maxCacheAge.seconds, nanos: maxCacheAge.nanos },
  };
}
