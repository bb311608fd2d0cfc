import type { CompanyId, NodeId } from '@certkeep/domain';
import type { Clock } from '../clock.js';
import type { NodeReportStore, Presence } from './node-report.js';

/** How often it is written down who was there, in milliseconds. */
const interval = 60_000;
/** How long a node counts as watching after it was written down, in milliseconds: one writing may fail. */
const lease = 2.5 * interval;

interface Ports {
  readonly reports: Pick<NodeReportStore, 'notePresence'>;
  readonly clock: Clock;
  /** Those that watch through this process. */
  readonly watching: () => readonly Omit<Presence, 'watches'>[];
  readonly onFailure: (error: unknown) => void;
}

/** Remembers which nodes called, and writes it down once a minute: a call costs no query for it. */
export class PresenceBook {
  private seen = new Map<NodeId, CompanyId>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly ports: Ports) {}

  saw(company: CompanyId, node: NodeId): void {
    this.seen.set(node, company);
  }

  start(): void {
    this.timer = setInterval(() => {
      this.write().catch(this.ports.onFailure);
    }, interval).unref();
  }

  /** Writes down what is not yet, and ends. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.write().catch(this.ports.onFailure);
  }

  async write(): Promise<void> {
    const { reports, clock, watching } = this.ports;
    const watchers = watching();
    const watched = new Set(watchers.map(({ nodeId }) => nodeId));
    const others = [...this.seen].filter(([nodeId]) => !watched.has(nodeId));
    this.seen = new Map();
    const now = clock.now();
    const present = [
      ...watchers.map((watcher) => ({ ...watcher, watches: true })),
      ...others.map(([nodeId, company]) => ({ nodeId, company, watches: false })),
    ];
    if (present.length > 0) await reports.notePresence(present, now, new Date(now.getTime() + lease));
  }
}
