import { Code } from '@connectrpc/connect';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { Transport } from './rpc/context.js';
import type { Rpc } from './rpc/service.js';

/** Counts and times calls for Prometheus. */
export class RpcMetrics {
  readonly registry = new Registry();
  private readonly duration = new Histogram({
    name: 'certkeep_rpc_duration_seconds',
    help: 'How long calls took, by RPC, door and status code.',
    labelNames: ['rpc', 'door', 'code'] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers: [this.registry],
  });
  /** prom-client looks a label set up by its text each time; what was found is kept. */
  private readonly known = new Map<Rpc, Map<string, Histogram.Internal<'rpc' | 'door' | 'code'>>>();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  readonly observe = (rpc: Rpc, door: Transport['door'], code: Code | 0, milliseconds: number): void => {
    const key = `${door}${code}`;
    const ofRpc = this.known.get(rpc) ?? new Map<string, Histogram.Internal<'rpc' | 'door' | 'code'>>();
    this.known.set(rpc, ofRpc);
    let series = ofRpc.get(key);
    if (series === undefined) {
      series = this.duration.labels({ rpc: rpc.name, door, code: code === 0 ? 'OK' : Code[code] });
      ofRpc.set(key, series);
    }
    series.observe(milliseconds / 1000);
  };
}
