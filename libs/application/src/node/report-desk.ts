import type { NewReport, NodeReportStore } from './node-report.js';

/** Milliseconds that a report waits for others, so that ten thousand nodes cost some transactions, not ten thousand. */
const window = 50;
/** Reports of one transaction. */
const mostAtOnce = 1000;

interface Waiting {
  readonly report: NewReport;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Takes nodes' reports and stores those that come together in one transaction. */
export class ReportDesk {
  private waiting: Waiting[] = [];
  private isOpen = false;
  private readonly listeners = new Set<(reports: readonly NewReport[]) => void>();

  constructor(private readonly reports: Pick<NodeReportStore, 'append'>) {}

  /** @returns once it is stored */
  take(report: NewReport): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ report, resolve, reject });
      if (!this.isOpen) void this.work();
    });
  }

  /** Told of what was stored through this process. @returns a function that ends the subscription */
  subscribe(listener: (reports: readonly NewReport[]) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private async work(): Promise<void> {
    this.isOpen = true;
    while (this.waiting.length > 0) {
      if (this.waiting.length < mostAtOnce) await new Promise((resolve) => setTimeout(resolve, window));
      await this.store(this.waiting.splice(0, mostAtOnce));
    }
    this.isOpen = false;
  }

  private async store(batch: readonly Waiting[]): Promise<void> {
    const reports = batch.map(({ report }) => report);
    try {
      await this.reports.append(reports);
      for (const { resolve } of batch) resolve();
      for (const listener of this.listeners) listener(reports);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
