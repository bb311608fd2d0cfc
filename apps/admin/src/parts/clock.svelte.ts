import { createSubscriber } from 'svelte/reactivity';

const interval = 10_000;

/** What time it is, for whatever says how long ago something was; one timer for all of it, and none when nothing does. */
class Clock {
  private readonly subscribe = createSubscriber((update) => {
    const timer = setInterval(update, interval);
    return () => {
      clearInterval(timer);
    };
  });

  /** Followed wherever it is read, every ten seconds. */
  get now(): Date {
    this.subscribe();
    return new Date();
  }
}

export const clock = new Clock();
