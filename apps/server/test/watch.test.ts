import { Code, ConnectError } from '@connectrpc/connect';
import {
  CertificateService,
  EnvironmentService,
  ErrorReason,
  NodeService,
  RuntimeService,
  type Node,
} from '@certkeep/contracts/connect';
import { isSignedRevision } from '@certkeep/contracts';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { createTestCa, describeOnEachDatabase, type IssuedCertificate, type TestCa } from '@certkeep/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { doors, Running, type Credential, type Door } from './running.js';
import { WatchedNode } from './watched-node.js';

describeOnEachDatabase('a node that watches', (database) => {
  let running: Running;
  let admin: Credential;
  let ca: TestCa;
  let number = 0;
  const open: WatchedNode[] = [];
  beforeAll(async () => {
    running = await Running.start((await database.fresh()).url, { CERTKEEP_HEARTBEAT_SECONDS: '1' });
    admin = await running.setUp();
    ca = await createTestCa();
  });
  afterEach(() => {
    for (const watched of open.splice(0)) watched.close();
  });
  afterAll(() => running.stop());

  const certificates = () => running.client(CertificateService, admin);
  const nodes = () => running.client(NodeService, admin);
  const issue = () => ca.issue({ commonName: `c${(number += 1)}` });
  const pasted = ({ certificatePem, privateKeyPem }: IssuedCertificate) => ({
    source: { case: 'paste' as const, value: { text: certificatePem + privateKeyPem } },
  });
  const stored = async (issued: IssuedCertificate, primary = false) => {
    const { certificate } = await certificates().createCertificate({
      name: `certificate ${(number += 1)}`,
      material: pasted(issued),
      primary,
    });
    if (certificate === undefined) throw new Error('no certificate came back');
    return certificate;
  };
  const registered = async (settings: Partial<Pick<Node, 'certificateId' | 'mtlsEnabled' | 'environmentId'>> = {}) => {
    const { node, token } = await nodes().createNode({
      node: { name: `node ${(number += 1)}`, mtlsEnabled: true, ...settings },
    });
    if (node === undefined) throw new Error('no node came back');
    return { node, token };
  };
  const runtimeOf = (token: string, door: Door = 'grpc') => running.client(RuntimeService, { token }, door);
  const watching = (token: string, { door, ...known }: { door?: Door; knownRevision?: bigint; etag?: string } = {}) => {
    const watched = new WatchedNode(runtimeOf(token, door), known);
    open.push(watched);
    return watched;
  };
  const failureOf = async (watched: WatchedNode) => {
    try {
      for (;;) await watched.news();
    } catch (error) {
      return ConnectError.from(error);
    }
  };

  describe.each(doors)('through %s', (door) => {
    it('is told what to present at once, and each change of it, in order', async () => {
      const first = await issue();
      const certificate = await stored(first);
      const { token } = await registered({ certificateId: certificate.id });
      const watched = watching(token, { door });
      const before = await watched.certificate();
      expect(before.sha256Fingerprint).toBe(first.sha256);
      const second = await issue();
      const [definition] = certificate.definitions;
      await certificates().replaceMaterial({
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
      const issued = await issue();
      const { id } = await stored(issued);
      const { node, token } = await registered({ certificateId: id });
      const watched = watching(token, { door });
      const { revision } = await watched.certificate();
      const off = await nodes().updateNode({
        node: { id: node.id, mtlsEnabled: false },
        updateMask: { paths: ['mtls_enabled'] },
      });
      const news = await watched.news();
      if (news.kind !== 'nothing') throw new Error('something is to be presented');
      expect(news.nothing.problem?.reason).toBe(ErrorReason.MTLS_DISABLED);
      expect(news.nothing.revision).toBeGreaterThan(revision);
      await nodes().updateNode({
        node: { id: node.id, mtlsEnabled: true, etag: off.node?.etag ?? '' },
        updateMask: { paths: ['mtls_enabled'] },
      });
      expect((await watched.certificate()).revision).toBeGreaterThan(news.nothing.revision);
    });

    it('is shown the door once its token is replaced, and once it is deleted', async () => {
      const { node, token } = await registered();
      const watched = watching(token, { door });
      await watched.news();
      const rotated = await nodes().rotateNodeToken({ id: node.id });
      expect(await failureOf(watched)).toMatchObject({ code: Code.Unauthenticated });
      const again = watching(rotated.token, { door });
      await again.news();
      await nodes().deleteNode({ id: node.id });
      expect(await failureOf(again)).toMatchObject({ code: Code.Unauthenticated });
    });
  });

  it('gets a sign of life instead of what it has, and later ones while nothing happens', async () => {
    const { id } = await stored(await issue());
    const { token } = await registered({ certificateId: id });
    const { revision, etag } = await watching(token).certificate();
    const resumed = watching(token, { knownRevision: revision, etag });
    for (let times = 0; times < 3; times++) {
      expect(await resumed.next()).toMatchObject({ kind: 'heartbeat' });
    }
  });

  it('that lost its certificate and knows a newer revision is told it under a revision that is no older', async () => {
    const { id } = await stored(await issue());
    const { token } = await registered({ certificateId: id });
    const first = await watching(token).certificate();
    await stored(await issue());
    await registered();
    const { revision } = await watching((await registered({ certificateId: id })).token).certificate();
    expect(revision).toBeGreaterThan(first.revision);
    const told = await watching(token, { knownRevision: revision }).certificate();
    expect(told.revision).toBeGreaterThanOrEqual(revision);
    expect(told.etag).toBe(first.etag);
    const fetched = await runtimeOf(token).fetchCertificate({ knownRevision: revision });
    if (fetched.result.case !== 'certificate') throw new Error('no certificate came');
    expect(fetched.result.value.revision).toBeGreaterThanOrEqual(revision);
  });

  it('and knows a revision that is not there yet gets signs of life, never something older', async () => {
    const { id } = await stored(await issue());
    const { token } = await registered({ certificateId: id });
    const ahead = watching(token, { knownRevision: 1_000_000n });
    expect(await ahead.next()).toMatchObject({ kind: 'heartbeat' });
    expect(await ahead.next()).toMatchObject({ kind: 'heartbeat' });
    const refused = ConnectError.from(
      await runtimeOf(token)
        .fetchCertificate({ knownRevision: 1_000_000n })
        .catch((error: unknown) => error),
    );
    expect(refused.code).toBe(Code.Unavailable);
  });

  it('follows the primary certificate as it moves, is cleared, and is deleted', async () => {
    const [one, other] = [await issue(), await issue()];
    const first = await stored(one, true);
    const { token } = await registered();
    const watched = watching(token);
    expect((await watched.certificate()).sha256Fingerprint).toBe(one.sha256);
    const second = await stored(other);
    await certificates().setPrimaryCertificate({ id: second.id });
    expect((await watched.certificate()).sha256Fingerprint).toBe(other.sha256);
    await certificates().setPrimaryCertificate({ id: first.id });
    expect((await watched.certificate()).sha256Fingerprint).toBe(one.sha256);
    await certificates().deleteCertificate({
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
    const { id } = await stored(await issue());
    const other = await stored(await issue());
    const { token } = await registered({ certificateId: id });
    const watched = watching(token);
    await watched.certificate();
    await certificates().updateCertificate({
      certificate: { id, description: 'other words' },
      updateMask: { paths: ['description'] },
    });
    await certificates().updateCertificate({
      certificate: { id: other.id, description: 'other words' },
      updateMask: { paths: ['description'] },
    });
    expect(await watched.next()).toMatchObject({ kind: 'heartbeat' });
    expect(await watched.next()).toMatchObject({ kind: 'heartbeat' });
  });

  it('learns how long it may keep its certificate, and that this has changed', async () => {
    const environments = running.client(EnvironmentService, admin);
    const { environment } = await environments.createEnvironment({
      environment: { name: `environment ${(number += 1)}`, maxCacheAge: { seconds: 3600n } },
    });
    if (environment === undefined) throw new Error('no environment came back');
    const { id } = await stored(await issue());
    const { token } = await registered({ certificateId: id, environmentId: environment.id });
    const watched = watching(token);
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
    const { id } = await stored(await issue());
    const { node, token } = await registered({ certificateId: id });
    const other = await registered({ certificateId: id });
    const told = signed(await watching(token).certificate());
    expect(told.nodeId).toBe(node.id);
    expect(isSignedRevision(told, told.signingKey)).toBe(true);
    expect(isSignedRevision({ ...told, nodeId: other.node.id }, told.signingKey)).toBe(false);
    const theirs = await watching(other.token).certificate();
    expect(theirs.signingKey).toEqual(told.signingKey);
    const fetched = await runtimeOf(token).fetchCertificate({});
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
