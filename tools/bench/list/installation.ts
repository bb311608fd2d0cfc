import { createTestCa, startMariadb, startServer, type RunningServer } from '@certkeep/testing';
import { createConnection } from 'mysql2/promise';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rpcCaller } from '../../demo/rpc-caller.ts';
import { openBare, type BareDatabase, type Row } from './bare-database.ts';
import type { Template } from './certificate-rows.ts';

export type DatabaseName = 'sqlite' | 'mariadb';

/** Certkeep on an empty database, with an admin, environments, and one certificate that it took in itself. */
export interface Installation {
  readonly database: BareDatabase;
  readonly mine: Template;
  /** Of a second company. */
  readonly theirs: Template;
  /** Of a service account that reads certificates. */
  readonly token: string;
  /** Starts it on what is in the database now. */
  readonly serve: () => Promise<RunningServer>;
  readonly remove: () => Promise<void>;
}

const environments = ['Production', 'Staging', 'Test', 'Development', 'Disaster recovery'];
/** As an installation of this size would have; the default is made for small ones. */
const bufferPool = 1024 ** 3;

export async function install(name: DatabaseName): Promise<Installation> {
  const dataDir = await mkdtemp(join(tmpdir(), 'certkeep-bench-'));
  const { url, stop } = name === 'sqlite' ? emptySqlite(dataDir) : await emptyMariadb();
  const serve = () => startServer({ dataDir, env: { CERTKEEP_DATABASE_URL: url, CERTKEEP_LOG_LEVEL: 'warn' } });
  const remove = async () => {
    await stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const server = await serve();
    const token = await setUp(server);
    await server.stop();
    const database = await openBare(url);
    const mine = await templateOf(database);
    const theirs = await otherCompany(database, mine);
    return {
      database,
      mine,
      theirs,
      token,
      serve,
      remove: async () => {
        await database.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

function emptySqlite(folder: string) {
  return { url: `sqlite://${join(folder, 'bench.db')}`, stop: () => Promise.resolve() };
}

async function emptyMariadb() {
  const mariadb = await startMariadb();
  const connection = await createConnection(mariadb.url());
  await connection.query(`SET GLOBAL innodb_buffer_pool_size = ${bufferPool}`);
  await connection.end();
  const { url } = await mariadb.createDatabase();
  return { url, stop: () => mariadb.stop() };
}

async function setUp(server: RunningServer): Promise<string> {
  const rpc = rpcCaller(server.httpUrl);
  await rpc('IdentityService/CompleteSetup', {
    setupSecret: server.setupUrl?.split('#')[1],
    userName: 'admin',
    password: 'correct horse battery',
  });
  for (const name of environments) await rpc('EnvironmentService/CreateEnvironment', { environment: { name } });
  const issued = await (await createTestCa()).issue({ commonName: 'bench', dnsNames: ['bench.example.org'] });
  const text = issued.certificatePem + issued.privateKeyPem;
  await rpc('CertificateService/CreateCertificate', { name: 'bench', material: { paste: { text } }, primary: true });
  const created = await rpc('IdentityService/CreateServiceAccount', {
    serviceAccount: { name: 'bench', permissions: ['PERMISSION_CERTIFICATES_READ'] },
  });
  const { id } = created['serviceAccount'] as { readonly id: string };
  const made = await rpc('IdentityService/CreateToken', { serviceAccountId: id, name: 'bench' });
  return made['secret'] as string;
}

async function templateOf(database: BareDatabase): Promise<Template> {
  const only = async (table: string): Promise<Row> => (await database.all(`SELECT * FROM ${table}`))[0] ?? {};
  const company = await only('companies');
  return {
    company: String(company['id']),
    environments: (await database.all('SELECT id FROM environments ORDER BY name_key')).map(({ id }) => String(id)),
    certificate: await only('certificates'),
    definition: await only('definitions'),
    version: await only('versions'),
    warningWindowDays: Number(company['warning_window_days']),
    now: Date.now(),
  };
}

async function otherCompany(database: BareDatabase, mine: Template): Promise<Template> {
  const id = mine.company.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
  const [row = {}] = await database.all('SELECT * FROM companies');
  await database.insert('companies', [{ ...row, id, slug: 'other', name: 'Another company' }]);
  return { ...mine, company: id, environments: [] };
}
