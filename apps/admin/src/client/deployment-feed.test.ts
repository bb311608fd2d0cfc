import { createClient, createRouterTransport } from '@connectrpc/connect';
import {
  DeploymentState,
  EnvironmentService,
  type Deployment,
  type WatchDeploymentsResponse,
} from '@certkeep/contracts/connect';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { WatchDeploymentsResponseSchema } from '@certkeep/contracts/connect';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { nodeKey } from './consumer-key.js';
import { DeploymentFeed, type DeploymentFeedPorts } from './deployment-feed.svelte.js';
import { pause } from './waiting.js';

type Event = MessageInitShape<typeof WatchDeploymentsResponseSchema>;

/** A server whose stream is written by the test: each opened stream is told, and takes what is written to it. */
class Script {
  readonly streams: { write: (event: Event) => void; breakOff: () => void; readonly closed: Promise<void> }[] = [];

  readonly transport = createRouterTransport(({ service }) => {
    service(EnvironmentService, { watchDeployments: (_request, { signal }) => this.open(signal) });
  });

  private async *open(signal: AbortSignal): AsyncIterable<Event> {
    const waiting: (Event | 'end')[] = [];
    let wake = () => {};
    const push = (event: Event | 'end') => {
      waiting.push(event);
      wake();
    };
    let close = () => {};
    const closed = new Promise<void>((resolve) => (close = resolve));
    signal.addEventListener('abort', () => {
      push('end');
      close();
    });
    this.streams.push({
      write: push,
      breakOff: () => {
        push('end');
      },
      closed,
    });
    for (;;) {
      const event = waiting.shift();
      if (event === 'end') return;
      if (event !== undefined) yield event;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  }
}

const deployment = (consumerId: string, state: DeploymentState, more: object = {}) => ({
  deployment: { consumerKind: 'node', consumerId, consumerName: consumerId, state, ...more },
});
const { PENDING, ACKNOWLEDGED } = DeploymentState;

function feedOver(script: Script, more: Partial<DeploymentFeedPorts> = {}) {
  const client = createClient(EnvironmentService, script.transport);
  return new DeploymentFeed({
    watch: (signal): AsyncIterable<WatchDeploymentsResponse> => client.watchDeployments({}, { signal }),
    whileVisible: (signal) => Promise.resolve(signal),
    pause: (_milliseconds, signal) => pause(0, signal),
    chance: () => 0,
    ...more,
  });
}

const stateOf = (feed: DeploymentFeed, id: string): Deployment['state'] | undefined => feed.all.get(nodeKey(id))?.state;

async function streamOf(script: Script, number: number) {
  await vi.waitFor(() => {
    expect(script.streams.length).toBeGreaterThan(number);
  });
  const stream = script.streams[number];
  if (stream === undefined) throw new Error('There is no such stream.');
  return stream;
}

describe('the feed of deployments', () => {
  const leaving: (() => void)[] = [];
  afterEach(() => {
    for (const leave of leaving.splice(0)) leave();
  });

  it('shows nothing of a snapshot until all of it is there, and then each change', async () => {
    const script = new Script();
    const feed = feedOver(script);
    leaving.push(feed.follow());
    const stream = await streamOf(script, 0);
    stream.write(deployment('a', PENDING));
    expect([feed.state, feed.all.size]).toEqual(['waiting', 0]);
    stream.write(deployment('b', ACKNOWLEDGED));
    stream.write({ snapshotComplete: true });
    await vi.waitFor(() => {
      expect(feed.state).toBe('live');
    });
    expect([stateOf(feed, 'a'), stateOf(feed, 'b')]).toEqual([PENDING, ACKNOWLEDGED]);
    stream.write(deployment('a', ACKNOWLEDGED));
    await vi.waitFor(() => {
      expect(stateOf(feed, 'a')).toBe(ACKNOWLEDGED);
    });
  });

  it('keeps one place for a node that has moved to another environment', async () => {
    const script = new Script();
    const feed = feedOver(script);
    leaving.push(feed.follow());
    const stream = await streamOf(script, 0);
    stream.write(deployment('a', PENDING, { environmentId: 'test' }));
    stream.write({ snapshotComplete: true });
    stream.write(deployment('a', PENDING, { environmentId: 'production' }));
    await vi.waitFor(() => {
      expect(feed.all.get(nodeKey('a'))?.environmentId).toBe('production');
    });
    expect(feed.all.size).toBe(1);
  });

  it('forgets a consumer that is to have nothing any more', async () => {
    const script = new Script();
    const feed = feedOver(script);
    leaving.push(feed.follow());
    const stream = await streamOf(script, 0);
    stream.write(deployment('a', PENDING));
    stream.write(deployment('b', PENDING));
    stream.write({ snapshotComplete: true });
    stream.write(deployment('a', DeploymentState.UNSPECIFIED));
    await vi.waitFor(() => {
      expect([...feed.all.keys()]).toEqual([nodeKey('b')]);
    });
  });

  it('says that the connection is lost, keeps what it knew, and forgets what the next snapshot no longer has', async () => {
    const script = new Script();
    let goOn = () => {};
    const feed = feedOver(script, { pause: () => new Promise((resolve) => (goOn = resolve)) });
    leaving.push(feed.follow());
    const first = await streamOf(script, 0);
    first.write(deployment('gone', PENDING));
    first.write({ snapshotComplete: true });
    await vi.waitFor(() => {
      expect(feed.state).toBe('live');
    });
    first.breakOff();
    await vi.waitFor(() => {
      expect(feed.state).toBe('broken');
    });
    expect(stateOf(feed, 'gone')).toBe(PENDING);
    goOn();
    const second = await streamOf(script, 1);
    second.write(deployment('new', PENDING));
    second.write({ snapshotComplete: true });
    await vi.waitFor(() => {
      expect(feed.state).toBe('live');
    });
    expect([...feed.all.keys()]).toEqual([nodeKey('new')]);
  });

  it('waits longer for each connection that fails, and briefly again after one that held', async () => {
    const script = new Script();
    const waits: number[] = [];
    const feed = feedOver(script, {
      pause: (milliseconds, signal) => {
        waits.push(milliseconds);
        return pause(0, signal);
      },
    });
    leaving.push(feed.follow());
    for (const number of [0, 1, 2]) (await streamOf(script, number)).breakOff();
    const held = await streamOf(script, 3);
    held.write({ snapshotComplete: true });
    await vi.waitFor(() => {
      expect(feed.state).toBe('live');
    });
    held.breakOff();
    await streamOf(script, 4);
    expect(waits).toEqual([250, 500, 1000, 250]);
  });

  it('opens one stream for all that follow, and closes it after the last one has left', async () => {
    const script = new Script();
    const feed = feedOver(script);
    const leaveFirst = feed.follow();
    const leaveSecond = feed.follow();
    const stream = await streamOf(script, 0);
    leaveFirst();
    leaveFirst();
    leaveSecond();
    await stream.closed;
    expect(script.streams).toHaveLength(1);
  });
});
