/** Wakes whoever waits for news. Holds no news itself, so that nothing piles up for somebody slow. */
export class Bell {
  private hasRung = false;
  private wakeUp: (() => void) | undefined;

  readonly ring = (): void => {
    this.hasRung = true;
    this.wakeUp?.();
  };

  /** @param limit milliseconds @returns false when it hasn't rung until then */
  rung(limit: number): Promise<boolean> {
    if (this.hasRung) {
      this.hasRung = false;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const end = (rung: boolean) => {
        clearTimeout(timer);
        this.wakeUp = undefined;
        this.hasRung = false;
        resolve(rung);
      };
      const timer = setTimeout(end, limit, false).unref();
      this.wakeUp = () => {
        end(true);
      };
    });
  }
}
