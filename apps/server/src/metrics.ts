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
    collect: () => {
      for (const { grpc, connect } of this.known.values()) for (const series of [...grpc, ...connect]) series?.tell();
    },
  });
  private readonly known = new Map<Rpc, SeriesByDoor>();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  readonly observe = (rpc: Rpc, door: Transport['door'], code: Code | 0, milliseconds: number): void => {
    this.seriesOf(rpc, door, code).observe(milliseconds / 1000);
  };

  private seriesOf(rpc: Rpc, door: Transport['door'], code: Code | 0): Series {
    let ofRpc = this.known.get(rpc);
    if (ofRpc === undefined) {
      ofRpc = { grpc: [], connect: [] };
      this.known.set(rpc, ofRpc);
    }
    ofRpc[door][code] ??= new Series(
      this.duration.labels({ rpc: rpc.name, door, code: code === 0 ? 'OK' : Code[code] }),
    );
    return ofRpc[door][code];
  }
}

/** By status code. */
type SeriesByDoor = Readonly<Record<Transport['door'], (Series | undefined)[]>>;

/** Durations that are told to the histogram together. */
const batch = 64;

/** prom-client looks its labels up for each duration, which costs a quick call more than all else: some at once cost little. */
class Series {
  private seconds: number[] = [];

  constructor(private readonly histogram: Histogram.Internal<'rpc' | 'door' | 'code'>) {}

  observe(seconds: number): void {
    if (this.seconds.push(seconds) >= batch) this.tell();
  }

  /** Tells what hasn't been told. */
  tell(): void {
    for (const one of this.seconds) this.histogram.observe(one);
    this.seconds = [];
  }
}
