import type { DataSource } from 'typeorm';

/** Two replicas that start together must not migrate together: MySQL's named lock makes the second wait, 5 minutes at most. */
export async function whileHoldingMigrationLock(source: DataSource, migrate: () => Promise<unknown>): Promise<void> {
  const runner = source.createQueryRunner();
  await runner.connect();
  const lock = `certkeep-migrate-${String(source.options.database ?? '')}`.slice(0, 64);
  try {
    const [row] = (await runner.query('SELECT GET_LOCK(?, 300) AS held', [lock])) as { held: number | string | null }[];
    if (Number(row?.held) !== 1) throw new Error('another replica has been migrating the database for over 5 minutes');
    await migrate();
    await runner.query('SELECT RELEASE_LOCK(?)', [lock]);
  } finally {
    await runner.release();
  }
}
