import { keepCanary, rotateCanary, type Canary } from '@certkeep/application';
import { describeOnEachDatabase } from '@certkeep/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Lifecycle, still } from './shaking/lifecycle.js';

describeOnEachDatabase('a canary that was replaced many times', (kind) => {
  let life: Lifecycle;
  let canary: Canary;
  let numbers: readonly number[];
  const rotations = 42;

  beforeAll(async () => {
    life = await Lifecycle.on(kind);
    const call = await life.company();
    canary = await keepCanary(life.first)(call, still);
    for (let rotation = 0; rotation < rotations; rotation++) {
      canary = await rotateCanary(life.first, 0)(call, canary, still);
    }
    const sql = 'SELECT number FROM versions WHERE company_id = ? ORDER BY number';
    const rows = await life.first.database.reader.query<{ number: number | string }[]>(sql, [call.caller.company]);
    numbers = rows.map(({ number }) => Number(number));
  });
  afterAll(async () => {
    await life.close();
  });

  it('has its newest versions, and no others', () => {
    expect(numbers).toEqual(Array.from({ length: 23 }, (_, index) => 21 + index));
  });

  it('presents the newest of them', () => {
    expect(canary.certificate.definitions[0]?.current.number).toBe(rotations + 1);
  });
});
