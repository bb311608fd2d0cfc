import { contactAt, contactNow, timeLeft, type Contact } from './age.js';
import type { Clock } from './clock.js';

/** Longest time that a timer waits before it looks at the clock again. Milliseconds. */
const longestWait = 60_000;

/** When Certkeep last confirmed what is held, and whether that is too long ago to present it. */
export class Freshness {
  #contact: Contact | undefined;
  #maxAge: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #wasTooOld = false;

  /** @param becameTooOld is called once each time that the limit is passed */
  constructor(
    private readonly clock: Clock,
    private readonly becameTooOld: () => void,
  ) {}

  /** Milliseconds since 1970. */
  get lastContact(): number | undefined {
    return this.#contact?.time;
  }

  /** @param maxAge milliseconds; undefined: no limit */
  limit(maxAge: number | undefined): void {
    this.#maxAge = maxAge;
  }

  /** Certkeep confirms it now. */
  confirm(): void {
    this.#contact = contactNow(this.clock);
    this.#wasTooOld = false;
    clearTimeout(this.#timer);
  }

  /** Certkeep confirmed it then, to an earlier process. */
  restore(time: number): void {
    this.#contact = contactAt(time, this.clock);
  }

  /** Looks at the clock, and tells when the limit has just been passed. */
  isTooOld(): boolean {
    const isTooOld = timeLeft(this.#contact, this.#maxAge, this.clock) <= 0;
    if (isTooOld && !this.#wasTooOld) {
      this.#wasTooOld = true;
      this.becameTooOld();
    }
    return isTooOld;
  }

  /** Looks again by itself when the limit comes: from when Certkeep is away until it confirms. */
  watch(): void {
    clearTimeout(this.#timer);
    if (this.isTooOld()) return;
    const left = timeLeft(this.#contact, this.#maxAge, this.clock);
    if (!Number.isFinite(left)) return;
    const again = () => {
      this.watch();
    };
    this.#timer = setTimeout(again, Math.min(left, longestWait)).unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
