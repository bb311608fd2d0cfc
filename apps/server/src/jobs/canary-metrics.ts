import { Gauge, Histogram, type Registry } from 'prom-client';

/** Close enough to each other up to 5 s that the p50 and the p99 can be told from them. */
const buckets = [0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.5, 2, 3, 5, 10, 30];

/** How the canary fares in this process, for Prometheus. */
export class CanaryMetrics {
  private readonly loaded: Histogram;
  private readonly success: Gauge<'company'>;
  private readonly failure: Gauge<'company'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.loaded = new Histogram({
      name: 'certkeep_canary_commit_to_loaded_seconds',
      help: 'From the replacement of the canary certificate, through whichever replica, until it was loaded in this process.',
      buckets,
      registers,
    });
    const time = (name: string, help: string) => new Gauge({ name, help, labelNames: ['company'] as const, registers });
    this.success = time(
      'certkeep_canary_last_success_timestamp_seconds',
      'When the canary certificate was last loaded in this process; 0: not yet.',
    );
    this.failure = time(
      'certkeep_canary_last_failure_timestamp_seconds',
      'When the canary last failed in this process: it could not be replaced, or did not arrive in time; 0: never.',
    );
  }

  /** @param company its slug */
  begin(company: string): void {
    this.success.set({ company }, 0);
    this.failure.set({ company }, 0);
  }

  succeeded(company: string, time: Date): void {
    this.success.set({ company }, time.getTime() / 1000);
  }

  failed(company: string, time: Date): void {
    this.failure.set({ company }, time.getTime() / 1000);
  }

  took(milliseconds: number): void {
    this.loaded.observe(Math.max(0, milliseconds) / 1000);
  }
}
