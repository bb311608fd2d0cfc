import {
  canaryDueTime,
  canaryVersion,
  keepCanary,
  operatorCaller,
  rotateCanary,
  type Call,
  type Canary,
  type Company,
  type ReplaceMaterialPorts,
} from '@certkeep/application';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { CanaryArrival } from './canary-arrival.js';
import type { CanaryMetrics } from './canary-metrics.js';
import { watchCanary, type CanaryWatchPorts, type LoadedCanary } from './canary-watch.js';

export interface CompanyCanaryParts extends CanaryWatchPorts, ReplaceMaterialPorts {
  readonly log: Logger;
  readonly metrics: CanaryMetrics;
  /** Milliseconds between replacements. */
  readonly interval: number;
}

/** Milliseconds within which a replacement is to be loaded. */
const patience = 5000;
/** Milliseconds until what failed is tried again, at the most. */
const retryInterval = 5000;

interface Watching {
  readonly node: string;
  readonly certificate: string;
  readonly end: AbortController;
  readonly done: Promise<void>;
}

/** One company's canary: kept, replaced when it is due, watched. */
export class CompanyCanary {
  private watching: Watching | undefined;
  private readonly arrival: CanaryArrival;

  constructor(
    private readonly parts: CompanyCanaryParts,
    private readonly company: Pick<Company, 'id' | 'slug'>,
  ) {
    this.arrival = new CanaryArrival(patience, ({ number }) => {
      this.fail(`version ${number} of the canary certificate was not loaded within ${patience / 1000} s`);
    });
    parts.metrics.begin(company.slug);
  }

  /** @returns once the signal has aborted, and nothing of it runs any more */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const wait = await this.turn(signal);
      await pause(wait, undefined, { signal, ref: false }).catch(() => undefined);
    }
    this.arrival.end();
    await this.watching?.done;
  }

  /** @returns milliseconds until the next one */
  private async turn(signal: AbortSignal): Promise<number> {
    const { interval, clock } = this.parts;
    try {
      const call = this.call();
      const canary = await keepCanary(this.parts)(call, signal);
      this.watch(call, canary, signal);
      const current = await rotateCanary(this.parts, interval)(call, canary, signal);
      this.arrival.expect(canaryVersion(current));
      const untilDue = canaryDueTime(current, interval).getTime() - clock.now().getTime();
      // A clock that was put back must not make it wait for longer than it was told to.
      return Math.min(Math.max(untilDue, 0), interval);
    } catch (error) {
      if (!signal.aborted) this.fail('the canary certificate could not be replaced', error);
      return Math.min(interval, retryInterval);
    }
  }

  /** Once for each node and certificate; anew when it has ended. */
  private watch(call: Call, canary: Canary, signal: AbortSignal): void {
    const [node, certificate] = [canary.node.id, canary.certificate.id];
    if (this.watching?.node === node && this.watching.certificate === certificate) return;
    this.watching?.end.abort();
    const before = this.watching?.done;
    const end = new AbortController();
    const onLoaded = (loaded: LoadedCanary) => {
      this.loaded(loaded);
    };
    const done = watchCanary(this.parts, canary, { call, onLoaded, signal: AbortSignal.any([signal, end.signal]) })
      .catch((error: unknown) => {
        this.fail('the canary certificate could not be watched', error);
      })
      .finally(() => {
        if (this.watching?.end === end) this.watching = undefined;
        return before;
      });
    this.watching = { node, certificate, end, done };
  }

  private loaded({ version, age }: LoadedCanary): void {
    const { metrics, clock } = this.parts;
    this.arrival.arrived(version);
    metrics.succeeded(this.company.slug, clock.now());
    if (age !== undefined) metrics.took(age);
  }

  private fail(what: string, error?: unknown): void {
    const { metrics, clock, log } = this.parts;
    metrics.failed(this.company.slug, clock.now());
    log.warn({ company: this.company.slug, ...(error === undefined ? {} : { err: error }) }, what);
  }

  private call(): Call {
    return { caller: operatorCaller(this.company.id), traceId: randomUUID(), sourceAddress: '' };
  }
}
