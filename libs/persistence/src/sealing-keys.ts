import type { Clock } from '@certkeep/application';
import type { Database } from './database.js';

/** The ids of the key-encryption keys that this database's secrets were ever sealed under. */
export async function sealingKeyIds({ reader, entities }: Database): Promise<readonly string[]> {
  const rows = await reader.getRepository(entities.sealingKeys).find();
  return rows.map(({ id }) => id);
}

/** Notes that secrets may be sealed under this key from now on. */
export async function registerSealingKey(database: Database, id: string, clock: Clock): Promise<void> {
  await database.transaction(async (manager) => {
    const keys = manager.getRepository(database.entities.sealingKeys);
    if (!(await keys.existsBy({ id }))) await keys.insert({ id, create_time: clock.now() });
  });
}
