import { PresenceBook, ReportDesk, type Call, type NewReport } from '@certkeep/application';
import type { NodeId } from '@certkeep/domain';
import { describeOnEachDatabase } from '@certkeep/testing';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { NodeReportRows } from '../src/index.js';
import { Lifecycle } from './shaking/lifecycle.js';

const day = 24 * 60 * 60 * 1000;

describeOnEachDatabase('what is known of nodes', (kind) => {
  let life: Lifecycle;
  let call: Call;
  let reports: NodeReportRows;
  let node: NodeId;
  let number = 0;
  beforeAll(async () => {
    life = await Lifecycle.on(kind);
    call = await life.company();
    reports = new NodeReportRows(life.first.database);
  });
  beforeEach(async () => {
    node = await life.node(call, `node ${(number += 1)}`);
  });
  afterAll(() => life.close());

  const report = (more: Partial<NewReport> = {}): NewReport => ({
    id: randomUUID(),
    company: call.caller.company,
    nodeId: node,
    revision: 1,
    stage: 'LOADED',
    etag: '"now"',
    sha256: '',
    failureMessage: '',
    cacheSince: undefined,
    client: '',
    reportTime: life.clock.now(),
    certificateId: '',
    certificateName: '',
    ...more,
  });
  const standing = async () => (await reports.standings(call.caller.company, [node])).get(node);
  const bookOf = (watching: readonly NodeId[]) =>
    new PresenceBook({
      reports,
      clock: life.clock,
      watching: () => watching.map((nodeId) => ({ company: call.caller.company, nodeId })),
      onFailure: (error) => {
        throw error;
      },
    });

  it('is when it was last there, written down for all together, and what it reported stays', async () => {
    await reports.append([report({ revision: 7 })]);
    life.clock.advance(1000);
    const book = bookOf([]);
    book.saw(call.caller.company, node);
    await book.write();
    expect(await standing()).toMatchObject({
      seenTime: life.clock.now(),
      acknowledgedRevision: 7,
      last: { revision: 7, stage: 'LOADED' },
    });
    expect((await standing())?.watchedUntil.getTime()).toBeLessThanOrEqual(life.clock.now().getTime());
  });

  it('is that it watches, for some minutes more than a writing takes to come again', async () => {
    await bookOf([node]).write();
    const until = (await standing())?.watchedUntil.getTime() ?? 0;
    expect(until - life.clock.now().getTime()).toBe(150_000);
    await reports.append([report()]);
    expect((await standing())?.watchedUntil.getTime()).toBe(until);
  });

  it('is the last that it said, whatever overtakes what', async () => {
    await reports.append([report({ stage: 'USED' }), report({ stage: 'DELIVERED' })]);
    expect((await standing())?.last).toMatchObject({ stage: 'USED' });
    await reports.append([report({ stage: 'FAILED', failureMessage: 'no' })]);
    expect((await standing())?.last).toMatchObject({ stage: 'FAILED', failureMessage: 'no' });
  });

  it('is all there when a thousand report at once, in a few transactions', async () => {
    let transactions = 0;
    const desk = new ReportDesk({
      append: (some) => {
        transactions += 1;
        return reports.append(some);
      },
    });
    await Promise.all(Array.from({ length: 1000 }, (_, revision) => desk.take(report({ revision: revision + 1 }))));
    expect(transactions).toBeLessThanOrEqual(2);
    expect(await standing()).toMatchObject({ acknowledgedRevision: 1000 });
    const { rows } = await reports.list(call.caller.company, node, { size: 1000 });
    expect(rows).toHaveLength(1000);
  });

  it('is its newest reports alone, when it reports without end', async () => {
    for (let times = 0; times < 12; times++) {
      life.clock.advance(1);
      await reports.append([report({ revision: times + 1 })]);
    }
    await reports.purge(new Date(0), 10);
    const { rows } = await reports.list(call.caller.company, node, { size: 100 });
    expect(rows.map(({ revision }) => revision)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3]);
  });

  it('is forgotten after its time, and when the node is gone', async () => {
    await reports.append([report({ reportTime: new Date(life.clock.now().getTime() - 90 * day) })]);
    await reports.append([report(), report({ nodeId: 'gone' as NodeId })]);
    const purged = await reports.purge(new Date(life.clock.now().getTime() - 89 * day), 2000);
    expect(purged).toBe(1);
    const { rows } = await reports.list(call.caller.company, node, { size: 10 });
    expect(rows).toHaveLength(1);
    const gone = 'gone' as NodeId;
    expect((await reports.list(call.caller.company, gone, { size: 10 })).rows).toEqual([]);
    expect((await reports.standings(call.caller.company, [gone])).size).toBe(0);
  });
});
