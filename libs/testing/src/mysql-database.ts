import { randomBytes } from 'node:crypto';
import { createConnection } from 'mysql2/promise';

/** One database of a server, made for one test. */
export interface MysqlDatabase {
  /** `mysql://user:password@host:port/name` */
  readonly url: string;
  /** Removes the database with all it holds. */
  readonly drop: () => Promise<void>;
}

/**
 * Creates an empty database with a name of its own on a MySQL or MariaDB server.
 *
 * @param serverUrl `mysql://user:password@host:port`; its user may create databases.
 */
export async function createMysqlDatabase(serverUrl: string): Promise<MysqlDatabase> {
  const name = `certkeep_test_${randomBytes(6).toString('hex')}`;
  await runOn(serverUrl, `CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => runOn(serverUrl, `DROP DATABASE IF EXISTS ${name}`) };
}

async function runOn(serverUrl: string, statement: string): Promise<void> {
  const connection = await createConnection(serverUrl);
  try {
    await connection.query(statement);
  } finally {
    await connection.end();
  }
}
