import type { BareDatabase, Row } from './bare-database.ts';
import { rowsOfCertificate, type TableName, type Template } from './certificate-rows.ts';

const atOnce = 500;
const perTransaction = 10_000;
const day = 24 * 60 * 60 * 1000;
/** Besides, one in so many is written for another company. */
const others = 5;

/** Writes a company's certificates of these numbers, and some of another company between them. */
export async function seed(
  database: BareDatabase,
  { mine, theirs }: { readonly mine: Template; readonly theirs: Template },
  { from, to }: { readonly from: number; readonly to: number },
): Promise<void> {
  for (let start = from; start < to; start += perTransaction) {
    await database.transaction(async () => {
      const end = Math.min(to, start + perTransaction);
      for (let at = start; at < end; at += atOnce)
        await writeSome(database, { mine, theirs }, at, Math.min(end, at + atOnce));
    });
  }
  await database.transaction(() => countAgain(database));
  await database.settle();
}

async function writeSome(
  database: BareDatabase,
  { mine, theirs }: { readonly mine: Template; readonly theirs: Template },
  from: number,
  to: number,
): Promise<void> {
  const tables = new Map<TableName, Row[]>();
  const note = (template: Template, number: number) => {
    for (const [table, rows] of Object.entries(rowsOfCertificate(template, number))) {
      const known = tables.get(table as TableName) ?? [];
      known.push(...rows);
      tables.set(table as TableName, known);
    }
  };
  for (let number = from; number < to; number++) {
    note(mine, number);
    if (number % others === 0) note(theirs, number);
  }
  for (const [table, rows] of tables) if (rows.length > 0) await database.insert(table, rows);
}

/** The counts that the product would have kept. */
async function countAgain(database: BareDatabase): Promise<void> {
  await database.all('DELETE FROM certificate_counts');
  const dayOf = (column: string) => `(${column} - ${column} % ${day}) / ${day}`;
  const counts = [
    ['total', '0', '1 = 1'],
    ['in_use', '0', 'in_use = 1'],
    ['start', dayOf('start_time'), '1 = 1'],
    ['warn', dayOf('warn_time'), '1 = 1'],
    ['expire', dayOf('expire_time'), '1 = 1'],
  ];
  for (const [kind, days, where] of counts) {
    await database.all(
      `INSERT INTO certificate_counts (company_id, kind, day, count)
       SELECT counted.company_id, '${kind}', counted.day, COUNT(*)
       FROM (SELECT company_id, ${days} AS day FROM certificates WHERE delete_time IS NULL AND ${where}) counted
       GROUP BY counted.company_id, counted.day`,
    );
  }
}
