import { Mutex } from 'async-mutex';
import { createRequire } from 'node:module';
import { DataSource, type DataSourceOptions, type EntityManager } from 'typeorm';
import type { Dialect } from './dialect.js';
import { entitiesFor, type Entities } from './entities.js';
import { Foundation1763683200000 } from './migrations/1763683200000-foundation.js';
import { EnvironmentAssignments1763780000000 } from './migrations/1763780000000-environment-assignments.js';
import { CertificateLifecycle1763870000000 } from './migrations/1763870000000-certificate-lifecycle.js';
import { Jwks1763880000000 } from './migrations/1763880000000-jwks.js';
import { NodeReports1763890000000 } from './migrations/1763890000000-node-reports.js';
import { Truststores1763900000020 } from './migrations/1763900000020-truststores.js';
import { LostConnections, type ConnectionPool } from './lost-connections.js';
import { ClientCertificates1763900000100 } from './migrations/1763900000100-client-certificates.js';
import { DeploymentRetries1763910000000 } from './migrations/1763910000000-deployment-retries.js';
import { whileHoldingMigrationLock } from './migration-lock.js';
import { connectUnlessSilent } from './silent-connection.js';

/** TypeORM looks for its drivers beside itself; npm puts them beside us, who name them. */
const driver = createRequire(import.meta.url);

const migrations = [
  Foundation1763683200000,
  EnvironmentAssignments1763780000000,
  CertificateLifecycle1763870000000,
  Jwks1763880000000,
  NodeReports1763890000000,
  Truststores1763900000020,
  ClientCertificates1763900000100,
  DeploymentRetries1763910000000,
];

/** Milliseconds that MySQL may take for one answer. A writer may have to wait for others' turns. */
const longestSilences = { reading: 10_000, writing: 20_000 } as const;

/** A connected database whose schema is current: one way to read what is committed, one to write in a transaction. */
export interface Database {
  readonly dialect: Dialect;
  readonly entities: Entities;
  /** Sees committed rows alone. */
  readonly reader: EntityManager;
  /** Runs `work` on all that is committed at one moment: nothing changes while it reads. */
  snapshot<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result>;
  /** Runs `work` in a transaction: all of its writes are kept or none. */
  transaction<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result>;
  /** Answers when the database does. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens `sqlite:<path>` or `mysql://user:password@host:port/database`, and brings its schema up to date.
 * @throws TypeError for another kind of URL; the driver's error when there is no connection
 */
export async function openDatabase(url: string): Promise<Database> {
  if (url.startsWith('sqlite:')) return openSqlite(url.slice('sqlite:'.length).replace(/^\/\/(?=\/)/, ''));
  if (/^(mysql|mariadb):\/\//.test(url)) return openMysql(url.replace(/^mariadb:/, 'mysql:'));
  throw new TypeError('the database URL must start with sqlite: or mysql://');
}

/**
 * TypeORM shares one SQLite connection between everybody: parallel transactions would mix on it and plain reads would
 * see what is not committed. So writers take turns, and readers have a second, read-only connection.
 */
async function openSqlite(path: string): Promise<Database> {
  const entities = entitiesFor('sqlite');
  const shared = {
    type: 'better-sqlite3',
    driver: driver('better-sqlite3') as unknown,
    database: path,
    entities: Object.values(entities),
    timeout: 5000,
  } as const;
  const writing = await new DataSource({
    ...shared,
    migrations,
    enableWAL: true,
    // FULL: an acknowledged change survives a power cut, not only a killed process.
    prepareDatabase: (database: { pragma(text: string): unknown }) => {
      database.pragma('synchronous = FULL');
    },
  }).initialize();
  await writing.runMigrations({ transaction: 'all' });
  const reading = await new DataSource({ ...shared, readonly: true }).initialize();
  // A snapshot holds its moment for all who use its connection, so that readers of the newest don't share it.
  const snapshots = await new DataSource({ ...shared, readonly: true }).initialize();
  const turn = new Mutex();
  const snapshotTurn = new Mutex();
  return {
    dialect: 'sqlite',
    entities,
    reader: reading.manager,
    snapshot: (work) => snapshotTurn.runExclusive(() => snapshots.transaction(work)),
    transaction: (work) => turn.runExclusive(() => writing.transaction(work)),
    ping: async () => {
      await reading.query('SELECT 1');
    },
    close: async () => {
      await snapshotTurn.runExclusive(() => snapshots.destroy());
      await turn.runExclusive(async () => {
        await reading.destroy();
        await writing.destroy();
      });
    },
  };
}

async function openMysql(url: string): Promise<Database> {
  const entities = entitiesFor('mysql');
  const options: DataSourceOptions = {
    type: 'mysql',
    driver: driver('mysql2') as unknown,
    url,
    entities: Object.values(entities),
    migrations,
    migrationsTransactionMode: 'none',
    charset: 'utf8mb4',
    poolSize: 10,
    connectTimeout: 4_000,
  };
  // A migration of many rows is silent for as long as it takes.
  const migrating = await new DataSource(options).initialize();
  await whileHoldingMigrationLock(migrating, () => migrating.runMigrations());
  await migrating.destroy();
  const lost = new LostConnections(url);
  const open = async (longestSilence: number) => {
    const extra = { stream: connectUnlessSilent(longestSilence) };
    const source = await new DataSource({ ...options, extra }).initialize();
    lost.watch((source.driver as unknown as { readonly pool: ConnectionPool }).pool);
    return source;
  };
  const writing = await open(longestSilences.writing);
  // Connections of their own: writers that wait for a company's lock must not keep readers waiting.
  const reading = await open(longestSilences.reading);
  return {
    dialect: 'mysql',
    entities,
    reader: reading.manager,
    snapshot: (work) => reading.transaction('REPEATABLE READ', work),
    transaction: (work) => retryingDeadlocks(() => writing.transaction(work)),
    ping: async () => {
      await reading.query('SELECT 1');
    },
    close: async () => {
      await reading.destroy();
      await writing.destroy();
      lost.stop();
    },
  };
}

/** InnoDB takes one of two waiting transactions back and says: try again. */
async function retryingDeadlocks<Result>(run: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      const isDeadlock = error instanceof Error && 'errno' in error && error.errno === 1213;
      if (!isDeadlock || attempt === 5) throw error;
    }
  }
}
