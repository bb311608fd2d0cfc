import { createRequire } from 'node:module';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';

export type Value = string | number | Uint8Array | null;
export type Row = Readonly<Record<string, Value>>;

/** A connection of the bench's own, with the driver and settings that the product has, and nothing around it. */
export interface BareDatabase {
  readonly kind: 'sqlite' | 'mariadb';
  all(sql: string, values?: readonly Value[]): Promise<readonly Row[]>;
  /** Adds rows, all with the columns of the first, without looking at what they refer to. */
  insert(table: string, rows: readonly Row[]): Promise<void>;
  transaction(work: () => Promise<void>): Promise<void>;
  /** Brings the database's own picture of its tables up to date, where it would do so by itself in time. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** @param url `sqlite:///path` or `mysql://…` */
export function openBare(url: string): Promise<BareDatabase> {
  return url.startsWith('sqlite:') ? Promise.resolve(openSqlite(url.slice('sqlite://'.length))) : openMariadb(url);
}

interface Sqlite {
  prepare(sql: string): { all(...values: Value[]): Row[]; run(...values: Value[]): unknown; readonly reader: boolean };
  pragma(text: string): unknown;
  close(): void;
}

function openSqlite(path: string): BareDatabase {
  // npm puts the driver beside the lib that uses it.
  const ofPersistence = createRequire(import.meta.resolve('@certkeep/persistence'));
  const Database = ofPersistence('better-sqlite3') as new (path: string, options: { timeout: number }) => Sqlite;
  const database = new Database(path, { timeout: 5000 });
  database.pragma('foreign_keys = OFF');
  database.pragma('synchronous = OFF');
  const prepared = new Map<string, ReturnType<Sqlite['prepare']>>();
  const run = (sql: string, values: readonly Value[] = []): readonly Row[] => {
    const statement = prepared.get(sql) ?? database.prepare(sql);
    prepared.set(sql, statement);
    if (statement.reader) return statement.all(...values);
    statement.run(...values);
    return [];
  };
  return {
    kind: 'sqlite',
    all: (sql, values) => Promise.resolve(run(sql, values)),
    insert: (table, rows) => {
      const columns = Object.keys(rows[0] ?? {});
      const sql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${marks(columns)})`;
      for (const row of rows) run(sql, Object.values(row));
      return Promise.resolve();
    },
    transaction: async (work) => {
      run('BEGIN');
      await work();
      run('COMMIT');
    },
    settle: () => {
      database.pragma('wal_checkpoint(TRUNCATE)');
      return Promise.resolve();
    },
    close: () => {
      database.close();
      return Promise.resolve();
    },
  };
}

async function openMariadb(url: string): Promise<BareDatabase> {
  const connection: Connection = await createConnection({ uri: url, charset: 'utf8mb4' });
  await connection.query('SET SESSION unique_checks = 0, foreign_key_checks = 0');
  const all = async (sql: string, values: readonly Value[] = []): Promise<readonly Row[]> => {
    const [rows] = await connection.query<RowDataPacket[]>(sql, [...values]);
    return rows;
  };
  return {
    kind: 'mariadb',
    all,
    insert: async (table, rows) => {
      const columns = Object.keys(rows[0] ?? {});
      for (let from = 0; from < rows.length; from += 500) {
        const values = rows.slice(from, from + 500).map((row) => Object.values(row));
        await connection.query(`INSERT INTO ${table} (${columns.join(', ')}) VALUES ?`, [values]);
      }
    },
    transaction: async (work) => {
      await connection.beginTransaction();
      await work();
      await connection.commit();
    },
    settle: async () => {
      await connection.query(`ANALYZE TABLE ${analyzed.join(', ')}`);
    },
    close: () => connection.end(),
  };
}

const analyzed = [
  'certificates',
  'definitions',
  'versions',
  'environment_assignments',
  'certificate_labels',
  'covered_names',
];

/** Question marks for a list of values. */
export function marks(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ');
}
