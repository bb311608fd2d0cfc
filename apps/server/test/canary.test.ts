import { timestampMs } from '@bufbuild/protobuf/wkt';
import {
  AcknowledgementStage as Stage,
  AuditService,
  CertificateStatus,
  CertificateService,
  type Certificate,
} from '@certkeep/contracts/connect';
import { describeOnEachDatabase } from '@certkeep/testing';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { metricsOf } from './metrics-of.js';
import { NodeWork, pasted } from './node-work.js';
import { Running } from './running.js';

const canaryName = 'Certkeep canary';
const success = 'certkeep_canary_last_success_timestamp_seconds{company="main"}';
const failure = 'certkeep_canary_last_failure_timestamp_seconds{company="main"}';
const count = 'certkeep_canary_commit_to_loaded_seconds_count';
/** Milliseconds for what takes some rotations, on a machine that has much else to do. */
const timeout = 20_000;

describeOnEachDatabase('the canary', (database) => {
  describe('of two replicas', () => {
    let work: NodeWork;
    let other: Running;
    let replicas: readonly Running[];
    beforeAll(async () => {
      const settings = { CERTKEEP_CANARY_SECONDS: '1', CERTKEEP_KEY: randomBytes(32).toString('base64') };
      const { url } = await database.fresh();
      work = await NodeWork.start(url, settings);
      other = await Running.start(url, settings);
      replicas = [work.running, other];
    });
    afterAll(async () => {
      work.hangUp();
      await other.stop();
      await work.stop();
    });

    const metric = async (replica: Running, series: string) => (await metricsOf(replica))(series) ?? 0;
    const versionsOf = async (certificate: Certificate) =>
      (await work.certificates.listVersions({ definitionId: certificate.definitions[0]?.id ?? '', pageSize: 200 }))
        .versions;

    it('is one certificate with a label, in no environment, valid, and one node that presents it', async () => {
      for (const replica of replicas) {
        await expect.poll(() => metric(replica, success), { timeout }).toBeGreaterThan(0);
      }
      const certificate = await canaryOf(work);
      expect((await work.certificates.listCertificates({})).certificates).toHaveLength(1);
      expect(certificate).toMatchObject({ labels: { 'certkeep-canary': '' }, status: CertificateStatus.VALID });
      expect(certificate.definitions.map(({ environmentIds }) => environmentIds)).toEqual([[]]);
      const { nodes } = await work.nodes.listNodes({});
      expect(nodes).toMatchObject([{ name: canaryName, certificateId: certificate.id, environmentId: '' }]);
      expect(nodes[0]?.watching).toBe(true);
    });

    it('is replaced once an interval, whichever replica does it, by the operator, and each time loaded by both', async () => {
      const node = await nodeOf(work);
      const { token } = await work.nodes.rotateNodeToken({ id: node.id });
      const watched = work.watching(token);
      const seen = [];
      for (let rotation = 0; rotation < 4; rotation += 1) seen.push(await watched.certificate());
      expect(new Set(seen.map(({ sha256Fingerprint }) => sha256Fingerprint)).size).toBe(4);
      for (const replica of replicas) {
        await expect.poll(() => metric(replica, count), { timeout }).toBeGreaterThanOrEqual(3);
        expect(await metric(replica, failure)).toBe(0);
      }
      const times = (await versionsOf(await canaryOf(work)))
        .map(({ createTime }) => (createTime === undefined ? 0 : timestampMs(createTime)))
        .toReversed();
      const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
      expect(gaps.length).toBeGreaterThanOrEqual(3);
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1000);
      const audit = work.running.client(AuditService, work.admin);
      const { events } = await audit.listEvents({ action: 'definition.material.replace', pageSize: 200 });
      expect(events.length).toBeGreaterThanOrEqual(gaps.length);
      expect(new Set(events.map(({ actorKind }) => actorKind))).toEqual(new Set(['operator']));
      const { reports } = await work.nodes.listNodeReports({ nodeId: node.id, pageSize: 200 });
      const own = reports.filter(({ client }) => client === 'certkeep-canary');
      expect(new Set(own.map(({ stage }) => stage))).toEqual(new Set([Stage.DELIVERED, Stage.LOADED]));
    });

    it('that does not arrive within 5 s is a failure in each replica, until it arrives again', async () => {
      const { id } = await nodeOf(work);
      const switched = (mtlsEnabled: boolean) =>
        work.nodes.updateNode({ node: { id, mtlsEnabled }, updateMask: { paths: ['mtls_enabled'] } });
      await switched(false);
      for (const replica of replicas) {
        await expect.poll(() => metric(replica, failure), { timeout }).toBeGreaterThan(0);
      }
      await switched(true);
      for (const replica of replicas) {
        const arrivesAgain = async () => (await metric(replica, success)) > (await metric(replica, failure));
        await expect.poll(arrivesAgain, { timeout }).toBe(true);
      }
    }, 60_000);

    it('neither loads nor replaces another certificate that somebody has chosen for its node', async () => {
      const [{ id }, canary] = [await nodeOf(work), await canaryOf(work)];
      const another = await work.stored(await work.issue());
      const choose = (certificateId: string) =>
        work.nodes.updateNode({ node: { id, certificateId }, updateMask: { paths: ['certificate_id'] } });
      const before = await Promise.all(replicas.map((replica) => metric(replica, failure)));
      await choose(another.id);
      for (const [index, replica] of replicas.entries()) {
        await expect.poll(() => metric(replica, failure), { timeout }).toBeGreaterThan(before[index] ?? 0);
      }
      const { reports } = await work.nodes.listNodeReports({ nodeId: id, pageSize: 200 });
      expect(reports.map(({ certificateId }) => certificateId)).not.toContain(another.id);
      expect(await versionsOf(another)).toHaveLength(1);
      await choose(canary.id);
    }, 60_000);

    it('is made anew when its certificate and its node are deleted', async () => {
      const [before, node] = [await canaryOf(work), await nodeOf(work)];
      const cascade = { confirmName: before.name };
      await work.certificates.deleteCertificate({ id: before.id, acknowledgeNodes: true, cascade });
      await work.nodes.deleteNode({ id: node.id });
      const isAnother = async () => (await found(work))?.id !== before.id && (await found(work)) !== undefined;
      await expect.poll(isAnother, { timeout }).toBe(true);
      await expect.poll(async () => (await nodeOf(work)).certificateId, { timeout }).toBe((await canaryOf(work)).id);
    }, 60_000);
  });

  it('leaves alone what people have under its name, and says that it failed', async () => {
    const { url } = await database.fresh();
    const key = randomBytes(32).toString('base64');
    const work = await NodeWork.start(url, { CERTKEEP_KEY: key });
    const material = pasted(await work.issue());
    const { certificate } = await work.certificates.createCertificate({ name: canaryName, material });
    const replica = await Running.start(url, { CERTKEEP_KEY: key, CERTKEEP_CANARY_SECONDS: '1' });
    await expect.poll(async () => (await metricsOf(replica))(failure), { timeout }).toBeGreaterThan(0);
    const definitionId = certificate?.definitions[0]?.id ?? '';
    expect((await work.certificates.listVersions({ definitionId })).versions).toHaveLength(1);
    expect((await work.nodes.listNodes({})).nodes).toEqual([]);
    await replica.stop();
    await work.stop();
  });
});

async function found({ running, admin }: NodeWork): Promise<Certificate | undefined> {
  const { certificates } = await running.client(CertificateService, admin).listCertificates({});
  return certificates.find(({ name }) => name === canaryName);
}

async function canaryOf(work: NodeWork): Promise<Certificate> {
  const certificate = await found(work);
  if (certificate === undefined) throw new Error('there is no canary certificate');
  return certificate;
}

async function nodeOf({ nodes }: NodeWork) {
  const node = (await nodes.listNodes({})).nodes.find(({ name }) => name === canaryName);
  if (node === undefined) throw new Error('there is no canary node');
  return node;
}
