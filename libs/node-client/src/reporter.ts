import { AcknowledgementStage, type AcknowledgeRevisionRequest } from '@certkeep/contracts/runtime';
import { callError, isServiceError, isWorthRepeating } from './call-error.js';
import type { NodeClientError } from './errors.js';

/** What has been done with a revision. */
export type Report = {
  readonly revision: number;
  /** Lower-case hex SHA-256 of the leaf that it is about. */
  readonly fingerprint: string;
} & (
  | { readonly stage: 'DELIVERED' | 'LOADED' | 'USED' }
  /** @property message why; at most 1,024 characters are sent */
  | { readonly stage: 'FAILED'; readonly message: string }
);

type Send = (request: AcknowledgeRevisionRequest) => Promise<void>;

const longestMessage = 1024;
const patience = 5_000;

/** Tells Certkeep what became of what it sent: in order, later when Certkeep is away, and only of the newest revision. */
export class Reporter {
  #waiting: Report[] = [];
  #send: Send | undefined;
  #sending: Promise<void> | undefined;
  #again: NodeJS.Timeout | undefined;
  #onCacheSince: Date | undefined;

  /** @param failed is told of reports that Certkeep doesn't take */
  constructor(
    private readonly client: string,
    private readonly failed: (error: NodeClientError) => void,
  ) {}

  report(report: Report): void {
    this.#waiting = this.#waiting.filter(({ revision }) => revision >= report.revision);
    this.#waiting.push(report);
    this.#flush();
  }

  /** @param onCacheSince since when the node had run on what it had kept; told with the next report */
  online(send: Send, onCacheSince: Date | undefined): void {
    this.#send = send;
    this.#onCacheSince ??= onCacheSince;
    this.#flush();
  }

  offline(): void {
    this.#send = undefined;
    clearTimeout(this.#again);
  }

  /** Waits until what is being sent has been, or has failed. */
  async settled(): Promise<void> {
    while (this.#sending !== undefined) await this.#sending;
  }

  #flush(): void {
    if (this.#sending !== undefined || this.#send === undefined || this.#waiting.length === 0) return;
    this.#sending = this.#sendAll();
  }

  async #sendAll(): Promise<void> {
    try {
      for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
        const send = this.#send;
        if (send === undefined || !(await this.#sendOne(next, send))) return;
      }
    } finally {
      // At once and not a moment later: a report that comes in between would wait for the next one.
      this.#sending = undefined;
    }
  }

  /** @returns false when it is to be tried again later; it waits on when its connection has ended */
  async #sendOne(report: Report, send: Send): Promise<boolean> {
    try {
      await send(this.#request(report));
      this.#onCacheSince = undefined;
    } catch (error) {
      if (!isServiceError(error)) throw error;
      // Its connection has ended meanwhile, whatever that is called: it goes through the next one.
      if (this.#send !== send) return true;
      if (isWorthRepeating(error)) {
        this.#tryAgainLater();
        return false;
      }
      this.failed(callError(error, 'AcknowledgeRevision'));
    }
    this.#waiting = this.#waiting.filter((waiting) => waiting !== report);
    return true;
  }

  #tryAgainLater(): void {
    if (this.#send === undefined) return;
    clearTimeout(this.#again);
    this.#again = setTimeout(() => {
      this.#flush();
    }, patience).unref();
  }

  #request(report: Report): AcknowledgeRevisionRequest {
    return {
      revision: BigInt(report.revision),
      stage: AcknowledgementStage[report.stage],
      failureMessage: report.stage === 'FAILED' ? report.message.slice(0, longestMessage) : '',
      sha256Fingerprint: report.fingerprint,
      runningOnCacheSince: this.#onCacheSince,
      client: this.client,
    };
  }
}
