import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { freePort } from './free-port.js';
import { findMariadbPrograms } from './mariadb-programs.js';
import { createMysqlDatabase, type MysqlDatabase } from './mysql-database.js';
import { startWatched } from './watched-process.js';

/** A MariaDB of one's own, gone with the process that started it. */
export interface Mariadb {
  /** `mysql://user:password@127.0.0.1:port`, and with a name `…/name`. */
  readonly url: (database?: string) => string;
  /** Creates an empty database with a name of its own. */
  readonly createDatabase: () => Promise<MysqlDatabase>;
  /** Kills the server as a power cut would; what it has written stays, where the folder is the caller's. */
  readonly kill9: () => Promise<void>;
  /** Stops the server and removes its data, but for a folder that is the caller's. */
  readonly stop: () => Promise<void>;
}

export interface MariadbOptions {
  /** Write every commit to the disk before it is answered, as a real installation does. Slower; default false. */
  readonly durable?: boolean;
  /** The port to try first; a free one when it is left out or taken. */
  readonly port?: number;
  /** The caller's folder for the data, to start again on what another server left. Default: one that goes with the server. */
  readonly folder?: string;
}

const user = 'certkeep';
const password = 'throwaway';
const portAttempts = 5;

/**
 * Starts a throwaway MariaDB on 127.0.0.1, with a private data folder under the system's folder for temporary files.
 * Works as root and as an ordinary user; takes about a second.
 *
 * @throws Error with a sentence that says what to install, or with the server's own words if it does not start.
 */
export async function startMariadb(options: MariadbOptions = {}): Promise<Mariadb> {
  const programs = findMariadbPrograms();
  for (let attempt = 1; ; attempt++) {
    const port = attempt === 1 && options.port !== undefined ? options.port : await freePort();
    const started = await startOn(port, programs, options);
    if (started.kind === 'running') return started.mariadb;
    if (!started.portTaken || attempt === portAttempts) {
      throw new Error(`MariaDB did not start:\n${started.output}`);
    }
  }
}

type Start =
  | { readonly kind: 'running'; readonly mariadb: Mariadb }
  | { readonly kind: 'failed'; readonly portTaken: boolean; readonly output: string };

async function startOn(
  port: number,
  programs: ReturnType<typeof findMariadbPrograms>,
  { durable = false, folder: given }: MariadbOptions,
): Promise<Start> {
  const folder = given ?? (await mkdtemp(join(tmpdir(), 'certkeep-mariadb-')));
  const data = join(folder, 'data');
  const socketPath = join(folder, 'socket');
  // MariaDB refuses to run as root unless it is told to.
  const asRoot = process.getuid?.() === 0 ? ['--user=root'] : [];
  // A MariaDB that starts removes every "#sql…" from its folder for temporary files, those of others that run as well;
  // one whose temporary tables are gone crashes.
  const temporary = `--tmpdir=${folder}`;
  const install = [
    programs.installDatabase,
    '--no-defaults',
    `--datadir=${data}`,
    temporary,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    '--skip-name-resolve',
    ...asRoot,
  ];
  const serve: [string, ...string[]] = [
    programs.server,
    '--no-defaults',
    `--datadir=${data}`,
    temporary,
    `--socket=${socketPath}`,
    `--pid-file=${join(folder, 'pid')}`,
    '--bind-address=127.0.0.1',
    `--port=${String(port)}`,
    '--skip-name-resolve',
    '--skip-log-bin',
    '--character-set-server=utf8mb4',
    '--max-connections=300',
    '--innodb-buffer-pool-size=64M',
    ...(durable
      ? ['--innodb-flush-log-at-trx-commit=1']
      : ['--innodb-flush-log-at-trx-commit=0', '--innodb-doublewrite=0', '--innodb-flush-method=nosync']),
    ...asRoot,
  ];
  const { child, kill } = startWatched({
    command: serve,
    ...(existsSync(join(data, 'mysql')) ? {} : { prepare: install }),
    ...(given === undefined ? { folder } : {}),
  });
  child.stdout.resume();
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-8_000)));
  const stop = async (): Promise<void> => {
    // Killing is enough: the data are thrown away.
    await kill();
    if (given !== undefined) return;
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 20 });
  };

  if (!(await answers(socketPath, child))) {
    await stop();
    return { kind: 'failed', portTaken: /Address already in use|Bind on TCP\/IP port/.test(output), output };
  }
  const address = `mysql://${user}:${password}@127.0.0.1:${String(port)}`;
  return {
    kind: 'running',
    mariadb: {
      url: (database) => (database === undefined ? address : `${address}/${database}`),
      createDatabase: () => createMysqlDatabase(address),
      kill9: kill,
      stop,
    },
  };
}

/** Waits for the server, and makes the user of the tests. Only a private socket is certain to lead to *this* server. */
async function answers(socketPath: string, child: ChildProcess): Promise<boolean> {
  while (child.exitCode === null && child.signalCode === null) {
    try {
      const connection = await createConnection({ socketPath, user: 'root', multipleStatements: true });
      const account = `'${user}'@'127.0.0.1'`;
      await connection.query(
        `CREATE USER IF NOT EXISTS ${account} IDENTIFIED BY '${password}'; GRANT ALL ON *.* TO ${account} WITH GRANT OPTION`,
      );
      await connection.end();
      return true;
    } catch (error) {
      if (!isNotThereYet(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  return false;
}

function isNotThereYet(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ECONNREFUSED');
}
