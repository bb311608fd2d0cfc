/**
 * Lists and summaries of certificates through gRPC, beside the same rows by hand-written SQL through the same driver, in
 * one run, turn by turn, as the table grows.
 * Usage: node tools/bench/list.ts [--rows 10000,100000] [--databases sqlite,mariadb] [--rounds 15]. Build first: npm
 * start builds. A million rows take some 10 GB in the folder for temporary files.
 */
import { parseArgs } from 'node:util';
import { CertkeepClient } from './list/certkeep-client.ts';
import { install, type DatabaseName, type Installation } from './list/installation.ts';
import { measure } from './list/measure.ts';
import { printReport, type Line } from './list/report.ts';
import { seed } from './list/seed.ts';
import type { Times } from './list/turns.ts';

const usage = 'node tools/bench/list.ts [--rows 10000,100000,1000000] [--databases sqlite,mariadb] [--rounds 15]\n';
const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000,100000' },
    databases: { type: 'string', default: 'sqlite,mariadb' },
    rounds: { type: 'string', default: '15' },
    help: { type: 'boolean' },
  },
});
if (values.help === true) {
  process.stdout.write(usage);
  process.exit(0);
}
const sizes = values.rows
  .split(',')
  .map(Number)
  .sort((one, other) => one - other);

for (const name of values.databases.split(',')) {
  if (name !== 'sqlite' && name !== 'mariadb') throw new Error(`“${name}” is no database. ${usage}`);
  printReport(name, sizes, await linesOf(name));
}

async function linesOf(name: DatabaseName): Promise<readonly Line[]> {
  const installation = await install(name);
  try {
    const lines = new Map<string, Line & { readonly times: Map<number, Times> }>();
    let there = 0;
    for (const size of sizes) {
      await grow(name, installation, { from: there, to: size });
      there = size;
      for await (const { times, ...line } of ask(installation)) {
        const known = lines.get(line.name) ?? { ...line, times: new Map<number, Times>() };
        known.times.set(size, times);
        lines.set(line.name, known);
      }
    }
    return [...lines.values()];
  } finally {
    await installation.remove();
  }
}

async function grow(
  name: DatabaseName,
  { database, mine, theirs }: Installation,
  numbers: { readonly from: number; readonly to: number },
): Promise<void> {
  const started = performance.now();
  await seed(database, { mine, theirs }, numbers);
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  process.stdout.write(`${name}: ${numbers.to.toLocaleString('en')} certificates, written in ${seconds} s\n`);
}

async function* ask({ database, mine, token, serve }: Installation) {
  const server = await serve();
  const client = new CertkeepClient(server.grpcAddress, token);
  const [certificate] = await database.all(
    `SELECT n.name, c.search_text FROM certificates c JOIN covered_names n ON n.certificate_id = c.id
     WHERE c.company_id = ? AND n.name LIKE 'mail-%' LIMIT 1`,
    [mine.company],
  );
  const known = {
    company: mine.company,
    environment: mine.environments[2] ?? '',
    host: String(certificate?.['name']),
    serialNumber: /^[0-9a-f]{32}$/m.exec(String(certificate?.['search_text']))?.[0] ?? '',
  };
  try {
    yield* measure({ client, database, known, rounds: Number(values.rounds) });
  } finally {
    client.close();
    await server.stop();
  }
}
