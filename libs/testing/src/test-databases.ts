import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, inject } from 'vitest';
import type { MariadbForTests } from './mariadb-for-tests.js';
import { createMysqlDatabase } from './mysql-database.js';

/** An empty database for one test. */
export interface FreshDatabase {
  /** `sqlite:///absolute/path` or `mysql://user:password@host:port/name` */
  readonly url: string;
  /** Removes it. What a test leaves behind is removed after its suite. */
  readonly drop: () => Promise<void>;
}

/** A kind of database that Certkeep runs on. */
export interface TestDatabase {
  readonly name: 'sqlite' | 'mariadb';
  readonly fresh: () => Promise<FreshDatabase>;
}

const kinds: readonly TestDatabase[] = [
  { name: 'sqlite', fresh: freshSqlite },
  { name: 'mariadb', fresh: freshMariadb },
];

/**
 * Describes the same behaviour once for each database. Nothing is skipped: without MariaDB its tests fail with a
 * sentence that says what to install.
 */
export function describeOnEachDatabase(name: string, suite: (database: TestDatabase) => void): void {
  describe.each(kinds)(`${name} on $name`, (kind) => {
    const made: FreshDatabase[] = [];
    afterAll(async () => {
      await Promise.all(made.map((database) => database.drop()));
    });
    suite({
      name: kind.name,
      fresh: async () => {
        const database = await kind.fresh();
        made.push(database);
        return database;
      },
    });
  });
}

async function freshSqlite(): Promise<FreshDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'certkeep-sqlite-'));
  return {
    url: `sqlite://${join(folder, 'certkeep.db')}`,
    drop: () => rm(folder, { recursive: true, force: true }),
  };
}

function freshMariadb(): Promise<FreshDatabase> {
  // Vitest gives nothing where the project of vitest.config.ts has no global setup, whatever the type says.
  const mariadb = inject('mariadb') as MariadbForTests | undefined;
  if (mariadb === undefined) {
    throw new Error(
      'There is no MariaDB in the unit tests. Put tests on databases in the test/ folder of the package.',
    );
  }
  if ('missing' in mariadb) throw new Error(mariadb.missing);
  return createMysqlDatabase(mariadb.url);
}
