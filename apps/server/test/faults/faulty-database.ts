import { freePort, startMariadb, type Mariadb } from '@certkeep/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A database that can be killed while Certkeep works on it, where it is a process of its own. */
export interface FaultyDatabase {
  readonly url: string;
  /** Where it listens. */
  readonly port: number;
  readonly kill9: () => Promise<void>;
  readonly startAgain: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Writes every commit to the disk, so that what Certkeep has acknowledged survives the kill. */
export async function startFaultyMariadb(): Promise<FaultyDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'certkeep-faults-mariadb-'));
  const port = await freePort();
  const start = () => startMariadb({ durable: true, folder, port });
  let mariadb: Mariadb = await start();
  const { url } = await mariadb.createDatabase();
  return {
    url,
    port: Number(new URL(url).port),
    kill9: () => mariadb.kill9(),
    startAgain: async () => {
      mariadb = await start();
      if (new URL(mariadb.url()).port !== String(port)) throw new Error(`port ${port} was taken meanwhile`);
    },
    stop: async () => {
      await mariadb.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
