const typingPause = 250;

/** Whether what is being typed is free, asked of the server a moment after the last key. */
export class Availability {
  problem = $state<string | undefined>();
  isFree = $state(false);
  private timer: ReturnType<typeof setTimeout> | undefined;
  private latest = 0;

  /** @param ask answers with what is wrong, for people; undefined when nothing is */
  constructor(private readonly ask: () => Promise<string | undefined>) {}

  /** @param isAsked nothing is asked about a field that is empty */
  checkSoon(isAsked: boolean): void {
    clearTimeout(this.timer);
    this.latest += 1;
    this.problem = undefined;
    this.isFree = false;
    if (isAsked) this.timer = setTimeout(() => void this.check(), typingPause);
  }

  private async check(): Promise<void> {
    const turn = ++this.latest;
    try {
      const problem = await this.ask();
      if (turn !== this.latest) return;
      this.problem = problem;
      this.isFree = problem === undefined;
    } catch {
      // While typing, a check that failed says nothing; saving will.
    }
  }
}
