import { AcknowledgementStage as Stage } from '@certkeep/contracts/connect';
import { describeOnEachDatabase } from '@certkeep/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { metricsOf } from './metrics-of.js';
import { NodeWork, pasted } from './node-work.js';

describeOnEachDatabase('the metrics of nodes', (database) => {
  let work: NodeWork;
  beforeAll(async () => {
    work = await NodeWork.start((await database.fresh()).url);
  });
  afterAll(() => work.stop());

  const metric = async (series: string) => (await metricsOf(work.running))(series);
  const reports = async () => {
    const value = await metricsOf(work.running);
    return {
      delivered: value('certkeep_node_reports_total{stage="DELIVERED"}') ?? 0,
      loaded: value('certkeep_node_reports_total{stage="LOADED"}') ?? 0,
      failed: value('certkeep_node_reports_total{stage="FAILED"}') ?? 0,
      timesDelivered: value('certkeep_commit_to_delivered_seconds_count'),
      timesLoaded: value('certkeep_commit_to_loaded_seconds_count'),
    };
  };
  const served = async () => {
    const issued = await work.issue();
    const certificate = await work.stored(issued);
    const { node, token } = await work.registered({ certificateId: certificate.id });
    return { issued, certificate, node, token };
  };

  it('count the nodes that watch, while they do', async () => {
    const { token } = await served();
    expect(await metric('certkeep_node_watchers')).toBe(0);
    await work.watching(token).certificate();
    await work.watching(token, { door: 'connect' }).certificate();
    expect(await metric('certkeep_node_watchers')).toBe(2);
    work.hangUp();
    await expect.poll(() => metric('certkeep_node_watchers')).toBe(0);
  });

  it('say that no revision waits once a change has reached the node', async () => {
    const { token, certificate } = await served();
    const watched = work.watching(token);
    const { revision } = await watched.certificate();
    await work.certificates.replaceMaterial({
      definitionId: certificate.definitions[0]?.id ?? '',
      material: pasted(await work.issue()),
      cascade: { confirmName: certificate.name },
    });
    expect((await watched.certificate()).revision).toBeGreaterThan(revision);
    expect(await metric('certkeep_revision_lag')).toBe(0);
    work.hangUp();
  });

  it('count reports by their stage, and time from the commit those that something has arrived or is loaded', async () => {
    const { token } = await served();
    const runtime = work.runtimeOf(token);
    const { revision, sha256Fingerprint } = await work.watching(token).certificate();
    const before = await reports();
    await runtime.acknowledgeRevision({ revision, stage: Stage.DELIVERED, sha256Fingerprint });
    await runtime.acknowledgeRevision({ revision, stage: Stage.LOADED, sha256Fingerprint });
    await runtime.acknowledgeRevision({ revision, stage: Stage.LOADED, sha256Fingerprint });
    await runtime.acknowledgeRevision({ revision, stage: Stage.FAILED, sha256Fingerprint, failureMessage: 'no' });
    expect(await reports()).toEqual({
      delivered: before.delivered + 1,
      loaded: before.loaded + 2,
      failed: before.failed + 1,
      timesDelivered: (before.timesDelivered ?? 0) + 1,
      timesLoaded: (before.timesLoaded ?? 0) + 2,
    });
    const value = await metricsOf(work.running);
    const [sum, most] = ['sum', 'bucket{le="300"}'].map((part) => value(`certkeep_commit_to_loaded_seconds_${part}`));
    expect(sum).toBeGreaterThan(0);
    expect(most).toBe(value('certkeep_commit_to_loaded_seconds_count'));
    work.hangUp();
  });

  it('pass over a report about another certificate than the one that is to be presented', async () => {
    const { token } = await served();
    const { revision } = await work.watching(token).certificate();
    const before = await reports();
    await work
      .runtimeOf(token)
      .acknowledgeRevision({ revision, stage: Stage.LOADED, sha256Fingerprint: 'ab'.repeat(32) });
    expect(await reports()).toEqual(before);
    work.hangUp();
  });

  it('have nothing of a canary that is not switched on', async () => {
    expect(await metric('certkeep_canary_commit_to_loaded_seconds_count')).toBeUndefined();
    expect((await work.nodes.listNodes({})).nodes.map(({ name }) => name)).not.toContain('Certkeep canary');
  });
});
