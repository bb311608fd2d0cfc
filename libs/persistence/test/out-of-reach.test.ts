import { FaultyProxy, startMariadb, type Mariadb } from '@certkeep/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DatabaseChangeFeed } from '../src/database-change-feed.js';
import { openDatabase, type Database } from '../src/database.js';

describe('a database that is out of reach', () => {
  let mariadb: Mariadb;
  let link: FaultyProxy;
  let url: URL;
  let database: Database;
  beforeAll(async () => {
    mariadb = await startMariadb();
    url = new URL((await mariadb.createDatabase()).url);
    link = await FaultyProxy.start(Number(url.port));
    url.port = String(link.port);
  });
  afterAll(async () => {
    await link.stop();
    await mariadb.stop();
  });
  beforeEach(async () => {
    database = await openDatabase(url.href);
  });
  afterEach(() => database.close());

  const read = () => database.reader.query<[{ one: number }]>('SELECT 1 AS one');
  const write = () => database.transaction((manager) => manager.query<[{ one: number }]>('SELECT 1 AS one'));

  it.each([
    { who: 'a reader', use: read },
    { who: 'a writer', use: write },
  ])(
    'leaves $who with a lost connection, which is given up with all that went the same way, long before its silence says so',
    async ({ use }) => {
      await Promise.all(Array.from({ length: 5 }, use));
      link.lose();
      link.mend();
      await expect(use()).rejects.toMatchObject({ code: 'PROTOCOL_CONNECTION_LOST' });
      expect(await Promise.all(Array.from({ length: 5 }, use))).toHaveLength(5);
    },
    8_000,
  );

  it('ends what was lost once it is in reach again', async () => {
    await read();
    link.lose();
    const reading = read();
    reading.catch(() => undefined);
    await expect(mariadbAnswers()).resolves.toBe(true);
    link.mend();
    await expect(reading).rejects.toMatchObject({ code: 'PROTOCOL_CONNECTION_LOST' });
    expect(await read()).toEqual([{ one: 1 }]);
  }, 12_000);

  it('is told from one that is at work', async () => {
    const slept = await database.reader.query<[{ answer: number }]>('SELECT SLEEP(3) AS answer');
    expect(slept).toEqual([{ answer: 0 }]);
  });

  it('is told from one where a writer waits for its turn', async () => {
    await database.transaction(async (holder) => {
      await holder.query('SELECT GET_LOCK("turn", 10)');
      const waiting = database.transaction((manager) =>
        manager.query<[{ got: number }]>('SELECT GET_LOCK("turn", 3) AS got'),
      );
      expect(await waiting).toEqual([{ got: 0 }]);
      await holder.query('SELECT RELEASE_LOCK("turn")');
    });
  });

  it('is seen by the change feed, until the database is in reach again', async () => {
    const feed = new DatabaseChangeFeed(database, () => undefined);
    await feed.start();
    link.cut();
    await expect.poll(() => feed.blindFor, { timeout: 5_000 }).toBeGreaterThan(1_500);
    link.mend();
    await expect.poll(() => feed.blindFor, { timeout: 5_000 }).toBeLessThan(1_000);
    feed.stop();
  });

  it('is told from a process that was busy', async () => {
    const feed = new DatabaseChangeFeed(database, () => undefined);
    await feed.start();
    const milliseconds = 3_000;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
    expect(feed.blindFor).toBeLessThan(1_000);
    feed.stop();
  });

  async function mariadbAnswers(): Promise<boolean> {
    const direct = new URL(url);
    direct.port = new URL(mariadb.url()).port;
    const other = await openDatabase(direct.href);
    await other.ping();
    await other.close();
    return true;
  }
});
