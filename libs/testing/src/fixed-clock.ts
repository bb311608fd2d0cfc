/** A clock that stands until it is moved: a test never sleeps to see time pass. */
export class FixedClock {
  private time: number;

  constructor(start: Date | string) {
    this.time = new Date(start).getTime();
  }

  now(): Date {
    return new Date(this.time);
  }

  /** @param milliseconds how far; time never goes back */
  advance(milliseconds: number): void {
    this.time += milliseconds;
  }
}
