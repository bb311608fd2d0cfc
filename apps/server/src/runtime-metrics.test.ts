import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { RuntimeMetrics } from './runtime-metrics.js';

it('the gauges are read from the runtime whenever the metrics are', async () => {
  const registry = new Registry();
  const runtime = { watcherCount: 0, lag: 0 };
  new RuntimeMetrics(registry, runtime);
  const gauges = async () => {
    const text = await registry.metrics();
    return ['watchers', 'lag'].map(
      (name) => new RegExp(`^certkeep_(?:node|revision)_${name} (.*)$`, 'm').exec(text)?.[1],
    );
  };
  expect(await gauges()).toEqual(['0', '0']);
  Object.assign(runtime, { watcherCount: 3, lag: 17 });
  expect(await gauges()).toEqual(['3', '17']);
});

it('a report that seems to come before its commit, by a clock that is behind, took no time', async () => {
  const registry = new Registry();
  new RuntimeMetrics(registry, { watcherCount: 0, lag: 0 }).observe('LOADED', -2000);
  expect(await registry.metrics()).toContain('certkeep_commit_to_loaded_seconds_sum 0\n');
});
