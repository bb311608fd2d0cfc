import type { Seeded } from '@certkeep/testing';
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { QueryRunner } from 'typeorm';
import type { Database } from '../../src/index.js';

/**
 * The database with a pause of random length before each statement, BEGIN and COMMIT among them: statements of calls
 * that run at once come in another order each time.
 */
export function shaken(database: Database, random: Seeded): Database {
  const seen = new WeakSet<QueryRunner>();
  const shake = (runner: QueryRunner): QueryRunner => {
    if (seen.has(runner)) return runner;
    seen.add(runner);
    const query = runner.query.bind(runner) as (...given: unknown[]) => Promise<unknown>;
    const afterPause = async (...given: unknown[]) => {
      await pause(random);
      return query(...given);
    };
    return Object.assign(runner, { query: afterPause });
  };
  const { dataSource } = database.reader;
  const create = dataSource.createQueryRunner.bind(dataSource);
  dataSource.createQueryRunner = (mode) => shake(create(mode));
  return {
    ...database,
    transaction: (work) =>
      database.transaction((manager) => {
        if (manager.queryRunner !== undefined) shake(manager.queryRunner);
        return work(manager);
      }),
  };
}

/** Mostly a turn of the event loop, now and then a little longer, often none. */
async function pause(random: Seeded): Promise<void> {
  const chance = random.next();
  if (chance < 0.03) await setTimeout(1 + Math.floor(random.next() * 3));
  else if (chance < 0.5) await setImmediate();
}
