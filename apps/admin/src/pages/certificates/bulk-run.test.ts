import { describe, expect, it } from 'vitest';
import { Refusal } from '../../client/rpc-error.js';
import { BulkRun } from './bulk-run.svelte.js';

describe('the same deed for many', () => {
  it('goes on after one that is refused, and tells why', async () => {
    const deeds: string[] = [];
    const run = new BulkRun((item: string) => {
      deeds.push(item);
      return item === 'b' ? Promise.reject(new Refusal('It is in use.', 'id')) : Promise.resolve();
    });
    expect(run.state).toBe('ready');
    await run.run(['a', 'b', 'c']);
    expect(deeds).toEqual(['a', 'b', 'c']);
    expect(run.done).toEqual(['a', 'c']);
    expect(run.refused.map(({ item, failure }) => [item, failure.message])).toEqual([['b', 'It is in use.']]);
    expect([run.tried, run.total, run.state]).toEqual([3, 3, 'done']);
  });

  it('can be run again for those that were refused', async () => {
    let isInUse = true;
    const run = new BulkRun<string>(() =>
      isInUse ? Promise.reject(new Refusal('It is in use.', 'id')) : Promise.resolve(),
    );
    await run.run(['a']);
    isInUse = false;
    await run.run(run.refused.map(({ item }) => item));
    expect(run.refused).toEqual([]);
    expect(run.done).toEqual(['a']);
  });
});
