import { existsSync } from 'node:fs';
import { createConnection } from 'mysql2/promise';
import { expect, it } from 'vitest';
import { describeOnEachDatabase } from '../src/test-databases.js';

describeOnEachDatabase('a database for a test', (database) => {
  it('has a URL of its kind', async () => {
    const { url } = await database.fresh();
    expect(url).toMatch(database.name === 'sqlite' ? /^sqlite:\/\/\/.+\.db$/ : /^mysql:\/\/.+@.+:\d+\/.+$/);
  });

  it('is another one each time', async () => {
    const [one, other] = await Promise.all([database.fresh(), database.fresh()]);
    expect(one.url).not.toBe(other.url);
  });

  it('is gone once dropped, and may be dropped twice', async () => {
    const { url, drop } = await database.fresh();
    await drop();
    await drop();
    if (database.name === 'sqlite') expect(existsSync(new URL(url).pathname)).toBe(false);
    else await expect(createConnection(url)).rejects.toThrow(/Unknown database/);
  });
});
