import type { CompanyId, NodeId } from '@certkeep/domain';
import { answersAtATime, type AnswerMaker, type WantedAnswer } from './answer-maker.js';
import type { CompanyNodes } from './company-nodes.js';
import type { NodeWatcher } from './node-watcher.js';
import type { WatcherRegister } from './watcher-register.js';
import { yieldToOthers } from './yield-to-others.js';

/**
 * Brings what has changed to those who watch, some at a time: answers are made for all of them together and written to
 * the readers that wait. Everybody else (slow readers, nodes that are to present nothing) is told that there is news.
 */
export class FanOut<Encoded> {
  /** In the order in which they changed; each is brought as it is when its turn comes. */
  private readonly due = new Set<NodeId>();
  private isWorking = false;

  constructor(
    private readonly company: CompanyId,
    private readonly nodes: CompanyNodes,
    private readonly register: WatcherRegister<Encoded>,
    private readonly maker: AnswerMaker<Encoded>,
  ) {}

  bring(changed: readonly NodeId[]): void {
    for (const node of changed) this.due.add(node);
    if (!this.isWorking) void this.work();
  }

  /** It rests while states change: there is news when they have. */
  private async work(): Promise<void> {
    this.isWorking = true;
    while (this.due.size > 0 && !this.nodes.isChanging) {
      const some = [...this.due.values().take(answersAtATime)];
      for (const node of some) this.due.delete(node);
      await this.bringTo(some);
      await yieldToOthers();
    }
    this.isWorking = false;
  }

  /** Never throws: whoever can’t be offered anything is woken, and told why by its stream. */
  private async bringTo(some: readonly NodeId[]): Promise<void> {
    try {
      await this.offerToAll(some.flatMap((node) => this.offerTo(node) ?? []));
    } catch {
      for (const node of some) for (const watcher of this.register.watchersOf(this.company, node)) watcher.wake();
    }
  }

  private async offerToAll(offers: readonly Offer<Encoded>[]): Promise<void> {
    if (offers.length === 0) return;
    const { revision } = this.nodes;
    const answers = await this.maker.makeTogether(this.company, offers);
    const areNewest = this.nodes.revision === revision && !this.nodes.isChanging;
    for (const [index, { state, watchers }] of offers.entries()) {
      const answer = answers[index];
      for (const watcher of watchers) {
        const isTaken =
          areNewest && answer !== undefined && 'encoded' in answer && watcher.offer(state, answer.encoded);
        if (!isTaken) watcher.wake();
      }
    }
  }

  /** What to write to those who wait for news of this node; the others who watch it are woken. */
  private offerTo(node: NodeId): Offer<Encoded> | undefined {
    const watching = this.register.watchersOf(this.company, node);
    if (watching.length === 0) return undefined;
    const state = this.nodes.settled(node);
    const presented = state?.presented;
    const isOffered = presented?.kind === 'certificate';
    const watchers = watching.filter((watcher) => {
      if (isOffered && watcher.isAtRest) return watcher.given?.etag !== state?.etag;
      watcher.wake();
      return false;
    });
    return isOffered && state !== undefined && watchers.length > 0 ? { state, presented, watchers } : undefined;
  }
}

interface Offer<Encoded> extends WantedAnswer {
  readonly watchers: readonly NodeWatcher<Encoded>[];
}
