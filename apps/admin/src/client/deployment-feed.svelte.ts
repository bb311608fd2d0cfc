import type { WatchDeploymentsResponse } from '@certkeep/contracts/connect';
import { environments } from './clients.js';
import { DeploymentBook, type Deployments } from './deployment-book.js';
import { reconnectDelay } from './reconnect-delay.js';
import { pause, whileVisible } from './waiting.js';

export interface DeploymentFeedPorts {
  /** All deployments first, then each that changes, until the signal aborts. */
  readonly watch: (signal: AbortSignal) => AsyncIterable<WatchDeploymentsResponse>;
  /** Waits until the page can be seen; what it returns aborts when it no longer can, or with the given signal. */
  readonly whileVisible: (signal: AbortSignal) => Promise<AbortSignal>;
  /** Resolves after so many milliseconds; rejects when the signal aborts before. */
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** From 0 to 1. */
  readonly chance: () => number;
}

/** Changes that arrive within so many milliseconds are shown together: thousands of nodes report at once. */
const together = 100;
/** The stream outlives its last follower by so many milliseconds: the next page may follow it too. */
const linger = 1000;

/**
 * How far each consumer is, live, as long as anything on the page follows it. One stream serves the whole tab, since a
 * browser opens only six connections to a server over HTTP/1.1; a tab that can't be seen has none.
 */
export class DeploymentFeed {
  private readonly book = new DeploymentBook();
  /** Of consumers that are to have something, by `consumerKey`. What was known stays while the stream is opened again. */
  all = $state.raw<Deployments>(this.book.read());
  /** `waiting` until the first snapshot is complete; `broken` while the stream is to be opened again. */
  state = $state<'waiting' | 'live' | 'broken'>('waiting');
  private followers = 0;
  private leave: AbortController | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly ports: DeploymentFeedPorts) {}

  /** @returns ends the following; after the last one the stream is closed */
  follow(): () => void {
    this.followers++;
    if (this.leave === undefined) {
      this.leave = new AbortController();
      void this.run(this.leave.signal);
    }
    let isFollowing = true;
    return () => {
      if (!isFollowing) return;
      isFollowing = false;
      this.followers--;
      setTimeout(() => {
        if (this.followers > 0) return;
        this.leave?.abort();
        this.leave = undefined;
        this.state = 'waiting';
      }, linger);
    };
  }

  private async run(left: AbortSignal): Promise<void> {
    let failures = 0;
    while (!left.aborted) {
      try {
        const seen = await this.ports.whileVisible(left);
        await this.read(seen, () => (failures = 0));
      } catch {
        // Why it broke shows at the next call that a person makes; here it is only opened again.
      }
      if (left.aborted) return;
      this.state = 'broken';
      await this.ports.pause(reconnectDelay(failures++, this.ports.chance()), left).catch(() => undefined);
    }
  }

  /** Reads one stream to its end. */
  private async read(signal: AbortSignal, onSnapshot: () => void): Promise<void> {
    this.book.begin();
    for await (const message of this.ports.watch(signal)) {
      if (signal.aborted) return;
      switch (this.book.take(message)) {
        case 'snapshot':
          this.show();
          this.state = 'live';
          onSnapshot();
          break;
        case 'change':
          this.timer ??= setTimeout(() => {
            this.show();
          }, together);
          break;
        case undefined:
      }
    }
  }

  private show(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.all = this.book.read();
  }
}

/** The one of this tab. */
export const deploymentFeed = new DeploymentFeed({
  watch: (signal) => environments.watchDeployments({}, { signal }),
  whileVisible,
  pause,
  chance: Math.random,
});
