import type { NodeId } from '@certkeep/domain';

/** Wakes whoever waits for news of one node. Holds no news itself, so that nothing piles up for a slow reader. */
export class NodeWatcher {
  /** Its credential may have ended. */
  mustShowCredential = false;
  private hasNews = false;
  private wakeUp: (() => void) | undefined;

  constructor(
    readonly node: NodeId,
    readonly credentialId: string | undefined,
  ) {}

  wake(): void {
    this.hasNews = true;
    this.wakeUp?.();
  }

  /** @param limit milliseconds @returns false when nothing came until then */
  news(limit: number): Promise<boolean> {
    if (this.hasNews) {
      this.hasNews = false;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const end = (hasNews: boolean) => {
        clearTimeout(timer);
        this.wakeUp = undefined;
        this.hasNews = false;
        resolve(hasNews);
      };
      const timer = setTimeout(end, limit, false).unref();
      this.wakeUp = () => {
        end(true);
      };
    });
  }
}
