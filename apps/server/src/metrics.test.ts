import { afterEach, describe, expect, it } from 'vitest';
import { Code } from '@connectrpc/connect';
import { RpcMetrics } from './metrics.js';
import type { Rpc } from './rpc/service.js';

const fetchCertificate = { name: 'certkeep.v1.RuntimeService/FetchCertificate' } as Rpc;

describe('the metrics of calls', () => {
  const metrics = new RpcMetrics();

  afterEach(() => {
    metrics.registry.resetMetrics();
  });

  it.each([1, 63, 64, 65, 1000])('count each of %i calls', async (calls) => {
    for (let call = 0; call < calls; call++) metrics.observe(fetchCertificate, 'grpc', 0, 2);
    const labels = 'rpc="certkeep.v1.RuntimeService/FetchCertificate",door="grpc",code="OK"';
    const text = await metrics.registry.metrics();
    expect(text).toContain(`certkeep_rpc_duration_seconds_count{${labels}} ${calls}`);
    expect(text).toContain(`certkeep_rpc_duration_seconds_bucket{le="0.0025",${labels}} ${calls}`);
    expect(text).toContain(`certkeep_rpc_duration_seconds_bucket{le="0.001",${labels}} 0`);
  });

  it('count a call once, however often they are asked for', async () => {
    metrics.observe(fetchCertificate, 'connect', Code.Unauthenticated, 2);
    await metrics.registry.metrics();
    expect(await metrics.registry.metrics()).toContain('door="connect",code="Unauthenticated"} 1');
  });
});
