import { setPrimary, updateCertificate } from '@certkeep/application';
import { describeOnEachDatabase } from '@certkeep/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Lifecycle } from './shaking/lifecycle.js';

const day = 24 * 60 * 60 * 1000;

describeOnEachDatabase('the first result of a call with a request id', (kind) => {
  let life: Lifecycle;
  beforeAll(async () => {
    life = await Lifecycle.on(kind);
  });
  afterAll(() => life.close());

  it.each([
    ['a millisecond before a day is over', day - 1, 2],
    ['when a day is over, to the millisecond', day, 3],
    ['a millisecond later', day + 1, 3],
  ])('is answered, or done anew and kept again, %s', async (_when, milliseconds, version) => {
    const call = await life.company();
    const { id } = await life.create(call, 'remembered');
    const repeated = { ...call, idempotencyKey: 'one and the same' };
    const change = () => updateCertificate(life.first)(repeated, { id, etag: '', edit: { description: 'changed' } });
    expect((await change()).version).toBe(2);
    life.clock.advance(milliseconds);
    expect((await change()).version).toBe(version);
    expect((await change()).version).toBe(version);
    expect((await setPrimary(life.first)(call, { id, etag: '' })).version).toBe(version + 1);
  });
});
