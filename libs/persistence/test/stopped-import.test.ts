import { importTrustedCas, type Call, type ImportProgress } from '@certkeep/application';
import type { EnvironmentId } from '@certkeep/domain';
import { describeOnEachDatabase, manyCas } from '@certkeep/testing';
import { MaterialPool } from '@certkeep/x509';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Lifecycle } from './shaking/lifecycle.js';

const count = 600;
const bundle = (await manyCas(count)).join('');

describeOnEachDatabase('an import of many CAs', (kind) => {
  const materials = new MaterialPool();
  let life: Lifecycle;
  let call: Call;
  let environmentId: EnvironmentId;
  beforeAll(async () => {
    life = await Lifecycle.on(kind);
    call = await life.company();
    environmentId = await life.environment(call, 'production');
  });
  afterAll(() => Promise.all([life.close(), materials.close()]));

  const bring = (tell: (progress: ImportProgress, stop: () => void) => void) => {
    const ending = new AbortController();
    const stop = () => {
      ending.abort();
    };
    const input = {
      environmentId,
      material: { kind: 'paste', text: bundle } as const,
      allowExpired: false,
      validateOnly: false,
    };
    return importTrustedCas({ ...life.first, materials })(call, input, {
      signal: ending.signal,
      tell: (progress) => {
        tell(progress, stop);
      },
    });
  };
  const storedNow = async () =>
    (await life.first.store.view(call.caller.company).truststores.knownCas(environmentId)).length;

  it.each(['READING', 'STORING'] as const)('leaves nothing behind when it is stopped while it is %s', async (phase) => {
    const stopped = bring((progress, stop) => {
      if (progress.phase === phase) stop();
    });
    await expect(stopped).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }) as Error);
    expect(await storedNow()).toBe(0);
  });

  it('tells how many are read, then how many are stored, up to all of them', async () => {
    const told: ImportProgress[] = [];
    const { counts } = await bring((progress) => told.push(progress));
    expect(counts.ADDED).toBe(count);
    expect(await storedNow()).toBe(count);
    const read = told.filter(({ phase }) => phase === 'READING');
    expect(told.slice(read.length)).toEqual([250, 500, 600].map((done) => ({ phase: 'STORING', done, total: count })));
    expect(read).toEqual(read.map((_, index) => ({ phase: 'READING', done: 100 * (index + 1), total: count })));
  });
});
