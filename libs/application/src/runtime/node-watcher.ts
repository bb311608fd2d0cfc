import type { NodeId } from '@certkeep/domain';
import type { NodeState } from './company-nodes.js';

/** Writes to a reader past its stream. @returns false, and nothing is written, when the reader does not keep up */
export type WriteToReader<Encoded> = (encoded: Encoded) => boolean;

/**
 * Brings news of one node to whoever reads its stream: written at once to a reader that has read everything and waits,
 * or as a word that there is something to look at. Holds no news itself, so that nothing piles up for a slow reader.
 */
export class NodeWatcher<Encoded> {
  /** Its credential may have ended. */
  mustShowCredential = false;
  /** What the reader was given last; undefined before the first. */
  given: NodeState | undefined;
  private hasNews = false;
  private wakeUp: ((hasNews: boolean) => void) | undefined;
  private timer: NodeJS.Timeout | undefined;

  /** @param write absent: the reader can be reached through its stream alone */
  constructor(
    readonly node: NodeId,
    readonly credentialId: string | undefined,
    private readonly write?: WriteToReader<Encoded>,
  ) {}

  wake(): void {
    this.hasNews = true;
    this.wakeUp?.(true);
  }

  /** Whether the reader has what it was to have first, waits for news and can be written to. */
  get isAtRest(): boolean {
    if (this.write === undefined || this.given === undefined) return false;
    return this.wakeUp !== undefined && !this.mustShowCredential;
  }

  /** What the node presents now, for a reader at rest. @returns whether it was written, or is what the reader has */
  offer(state: NodeState, encoded: Encoded): boolean {
    if (!this.isAtRest) return false;
    if (state.etag === this.given?.etag) return true;
    if (this.write?.(encoded) !== true) return false;
    this.given = state;
    this.timer?.refresh();
    return true;
  }

  /** @param limit milliseconds since the last news @returns false when none came for so long */
  news(limit: number): Promise<boolean> {
    if (this.hasNews) {
      this.hasNews = false;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      this.wakeUp = (hasNews) => {
        clearTimeout(this.timer);
        this.wakeUp = undefined;
        this.hasNews = false;
        resolve(hasNews);
      };
      this.timer = setTimeout(this.wakeUp, limit, false).unref();
    });
  }
}
