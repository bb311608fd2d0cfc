import type { RuntimeView } from '@certkeep/application';
import type { ReportStage } from '@certkeep/domain';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

const buckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** How nodes are served, for Prometheus. */
export class RuntimeMetrics {
  private readonly reports: Counter<'stage'>;
  private readonly delivered: Histogram;
  private readonly loaded: Histogram;

  constructor(registry: Registry, runtime: Pick<RuntimeView<unknown>, 'watcherCount' | 'lag'>) {
    const registers = [registry];
    new Gauge({
      name: 'certkeep_node_watchers',
      help: 'Streams through which nodes watch their certificate, in this process.',
      registers,
      collect() {
        this.set(runtime.watcherCount);
      },
    });
    new Gauge({
      name: 'certkeep_revision_lag',
      help: 'Committed revisions that this process has not looked at yet, of the company where they are most.',
      registers,
      collect() {
        this.set(runtime.lag);
      },
    });
    this.reports = new Counter({
      name: 'certkeep_node_reports_total',
      help: 'What nodes reported about what they present, by stage.',
      labelNames: ['stage'],
      registers,
    });
    this.delivered = new Histogram({
      name: 'certkeep_commit_to_delivered_seconds',
      help: 'From the commit of a change to the report that it has arrived.',
      buckets,
      registers,
    });
    this.loaded = new Histogram({
      name: 'certkeep_commit_to_loaded_seconds',
      help: 'From the commit of a change to the report that it is loaded.',
      buckets,
      registers,
    });
  }

  readonly observe = (stage: ReportStage, milliseconds: number): void => {
    this.reports.inc({ stage });
    const seconds = Math.max(0, milliseconds) / 1000;
    if (stage === 'DELIVERED') this.delivered.observe(seconds);
    if (stage === 'LOADED') this.loaded.observe(seconds);
  };
}
