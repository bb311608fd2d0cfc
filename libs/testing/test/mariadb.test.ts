import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort } from '../src/free-port.js';
import { findMariadbPrograms } from '../src/mariadb-programs.js';
import { type Mariadb, startMariadb } from '../src/mariadb.js';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function started(options?: Parameters<typeof startMariadb>[0]): Promise<Mariadb> {
  const mariadb = await startMariadb(options);
  undo.push(() => mariadb.stop());
  return mariadb;
}

async function variable(mariadb: Mariadb, name: string): Promise<unknown> {
  const connection = await createConnection(mariadb.url());
  const [rows] = await connection.query<RowDataPacket[]>(`SELECT @@${name} AS value`);
  await connection.end();
  return rows[0]?.['value'];
}

const refused = (url: string) => expect(createConnection(url)).rejects.toThrow(/ECONNREFUSED/);

describe('a throwaway MariaDB', () => {
  it('serves databases on loopback until it is stopped', async () => {
    const mariadb = await startMariadb();
    const { url } = await mariadb.createDatabase();
    const connection = await createConnection(url);
    await connection.query('CREATE TABLE t (id INT PRIMARY KEY)');
    await connection.end();
    expect(url.startsWith(mariadb.url('certkeep_test_'))).toBe(true);
    await mariadb.stop();
    await refused(url);
  });

  it('takes another port when the wanted one is taken', async () => {
    const port = await freePort();
    const squatter: Server = createServer().listen(port, '127.0.0.1');
    undo.push(() => squatter.close());
    await once(squatter, 'listening');
    const mariadb = await started({ port });
    expect(mariadb.url()).not.toContain(`:${String(port)}`);
    expect(await variable(mariadb, 'port')).not.toBe(port);
  });

  it.each([
    { durable: false, expected: 0 },
    { durable: true, expected: 1 },
  ])('flushes each commit to the disk only when durable: $durable', async ({ durable, expected }) => {
    const mariadb = await started({ durable });
    expect(await variable(mariadb, 'innodb_flush_log_at_trx_commit')).toBe(expected);
  });

  it('ends with its starter, also when that is killed, and leaves no files', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'certkeep-starter-'));
    undo.push(() => rm(folder, { recursive: true, force: true }));
    const starter = startInAnotherProcess(folder);
    const url = await firstLine(starter);
    await (await createConnection(url)).end();

    starter.kill('SIGKILL');
    await expect.poll(() => readdir(folder), { timeout: 10_000 }).toEqual([]);
    await refused(url);
  });

  it('leaves no files when its starter is killed before it is ready', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'certkeep-starter-'));
    undo.push(() => rm(folder, { recursive: true, force: true }));
    const starter = startInAnotherProcess(folder);
    await expect
      .poll(() => readdir(folder, { recursive: true }), { timeout: 10_000 })
      .toContainEqual(expect.stringMatching(/data\/./));
    starter.kill('SIGKILL');
    await expect.poll(() => readdir(folder), { timeout: 10_000 }).toEqual([]);
  });

  it('says what to install where it is missing', () => {
    expect(() => findMariadbPrograms('/nowhere', [])).toThrow(
      /needs? MariaDB, and mariadbd was not found. Install it .* or set CERTKEEP_TEST_MARIADB_URL/,
    );
  });
});

/** Node runs TypeScript as it is, so a second starter needs no build, but for the suffixes of imports. */
const importSources = `
  import { registerHooks } from 'node:module';
  registerHooks({
    resolve: (name, context, next) =>
      next(context.parentURL?.endsWith('.ts') && name.startsWith('./') ? name.replace('.js', '.ts') : name, context),
  });
`;

function startInAnotherProcess(temporaryFolder: string): ChildProcess {
  const module = new URL('../src/mariadb.ts', import.meta.url).href;
  const program = `
    const { startMariadb } = await import(${JSON.stringify(module)});
    const mariadb = await startMariadb();
    console.log(mariadb.url());
  `;
  const hooks = `data:text/javascript,${encodeURIComponent(importSources)}`;
  const child = spawn(process.execPath, ['--import', hooks, '--input-type=module', '-e', program], {
    env: { ...process.env, TMPDIR: temporaryFolder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  undo.push(() => child.kill('SIGKILL'));
  return child;
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new TypeError('The child has no standard output.');
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  return chunk.toString().trim();
}
