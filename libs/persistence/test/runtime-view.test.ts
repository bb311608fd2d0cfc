import { deleteNode, RuntimeView, setPrimary, type Call, type Caller, type Certificate } from '@certkeep/application';
import type { NodeId } from '@certkeep/domain';
import { describeOnEachDatabase } from '@certkeep/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Lifecycle, still } from './shaking/lifecycle.js';

describeOnEachDatabase('what nodes present', (kind) => {
  let life: Lifecycle;
  let call: Call;
  let certificates: readonly Certificate[];
  beforeAll(async () => {
    life = await Lifecycle.on(kind);
    call = await life.company();
    certificates = [await life.create(call, 'one'), await life.create(call, 'two'), await life.create(call, 'three')];
    await promote(0);
  });
  afterAll(() => life.close());

  const promote = (index: number) => {
    const id = certificates[index]?.id;
    if (id === undefined) throw new TypeError('there is no such certificate');
    return setPrimary(life.first)(call, { id, etag: '' });
  };
  const versionOf = (index: number) => certificates[index]?.definitions[0]?.current.id ?? '';
  const callerOf = (id: NodeId): Caller => ({ ...call.caller, kind: 'node', id });
  /** A view that tells etags alone, on a store whose snapshots are counted and can fail. */
  const viewOf = ({ heartbeat = 60_000 } = {}) => {
    const { store, feed } = life.first;
    const sight = { blindFor: 0 };
    const snapshots = { taken: 0, failing: 0 };
    const view = new RuntimeView<string>({
      ...life.first,
      store: {
        view: (company) => store.view(company),
        change: (of, work) => store.change(of, work),
        snapshot: (company, work) => {
          snapshots.taken += 1;
          if (snapshots.failing === 0) return store.snapshot(company, work);
          snapshots.failing -= 1;
          return Promise.reject(new Error('the database is away'));
        },
      },
      credentials: { isUsable: () => Promise.resolve(true) },
      encode: (batch) => batch.map(({ state }) => state.etag),
      feed: {
        subscribe: (listener) => feed.subscribe(listener),
        get blindFor() {
          return sight.blindFor;
        },
      },
      heartbeat,
      onFailure: () => undefined,
    });
    return { view, snapshots, sight };
  };
  const nothingKnown = { revision: 0, etag: '' };

  it('is told to a slow reader as it is when it reads, and nothing of what was between', async () => {
    const { view } = viewOf();
    const node = await life.node(call, 'slow');
    const stream = view.watch(callerOf(node), nothingKnown, still);
    expect((await stream.next()).value).toMatchObject({ encoded: expect.stringContaining(versionOf(0)) as string });
    for (const index of [1, 0, 2, 1, 2]) await promote(index);
    expect((await stream.next()).value).toMatchObject({ encoded: expect.stringContaining(versionOf(2)) as string });
    const next = stream.next();
    await view.close();
    expect(await next).toEqual({ done: true, value: undefined });
    await promote(0);
  });

  it('is written past its stream to a reader that waits and keeps up, and each change once', async () => {
    const { view } = viewOf();
    const written: string[] = [];
    let keepsUp = true;
    const write = (etag: string) => keepsUp && written.push(etag) > 0;
    const node = await life.node(call, 'attentive');
    const stream = view.watch(callerOf(node), nothingKnown, still, write);
    await stream.next();
    await promote(1);
    expect((await stream.next()).value).toMatchObject({ encoded: expect.stringContaining(versionOf(1)) as string });
    expect(written).toEqual([]);
    const next = stream.next();
    for (const [index, change] of [2, 0].entries()) {
      await promote(change);
      await expect.poll(() => written).toHaveLength(index + 1);
      expect(written.at(-1)).toContain(versionOf(change));
    }
    keepsUp = false;
    await promote(2);
    expect((await next).value).toMatchObject({ encoded: expect.stringContaining(versionOf(2)) as string });
    expect(written).toHaveLength(2);
    await view.close();
    await promote(0);
  });

  it('costs one snapshot for a change, however many nodes it concerns', async () => {
    const { view, snapshots } = viewOf();
    const nodes = await Promise.all(Array.from({ length: 40 }, (_, index) => life.node(call, `many ${index}`)));
    const streams = nodes.map((node) => view.watch(callerOf(node), nothingKnown, still));
    await Promise.all(streams.map((stream) => stream.next()));
    const before = snapshots.taken;
    const news = Promise.all(streams.map((stream) => stream.next()));
    await promote(1);
    const told = await news;
    expect(new Set(told.map(({ value }) => JSON.stringify(value))).size).toBe(1);
    expect(snapshots.taken - before).toBe(1);
    expect(view.watcherCount).toBe(40);
    await Promise.all([view.close(), ...streams.map((stream) => stream.next())]);
    expect(view.watcherCount).toBe(0);
    await promote(0);
  });

  it('reaches those who watch once the database is back', async () => {
    const { view, snapshots } = viewOf();
    const stream = view.watch(callerOf(await life.node(call, 'patient')), nothingKnown, still);
    await stream.next();
    snapshots.failing = 2;
    await promote(2);
    expect((await stream.next()).value).toMatchObject({ encoded: expect.stringContaining(versionOf(2)) as string });
    expect(snapshots.failing).toBe(0);
    await view.close();
    await promote(0);
  });

  it('is not said to be right still by a process that can’t see what others change', async () => {
    const { view, sight } = viewOf({ heartbeat: 20 });
    const caller = callerOf(await life.node(call, 'elsewhere'));
    const stream = view.watch(caller, nothingKnown, still);
    await stream.next();
    expect((await stream.next()).value).toMatchObject({ kind: 'heartbeat' });
    sight.blindFor = 6_000;
    await expect(stream.next()).rejects.toMatchObject({ reason: 'DATABASE_UNAVAILABLE' });
    const another = view.watch(caller, nothingKnown, still);
    await expect(another.next()).rejects.toThrow('has not reached its database for 6 s');
    await view.close();
  });

  it('is nothing for a node that is gone: its stream ends as one whose token was revoked', async () => {
    const { view } = viewOf();
    const node = await life.node(call, 'going');
    const stream = view.watch(callerOf(node), nothingKnown, still);
    await stream.next();
    const next = stream.next();
    await deleteNode(life.first)(call, { id: node, etag: '' });
    await expect(next).rejects.toMatchObject({ reason: 'CREDENTIAL_INVALID' });
    await view.close();
  });
});
