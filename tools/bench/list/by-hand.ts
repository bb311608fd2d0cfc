import { marks, type BareDatabase, type Row, type Value } from './bare-database.ts';

/** A condition on `c`, a certificate, with what its question marks stand for. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly Value[];
}

/** A page as somebody would ask for it who knows the tables. */
export interface PageByHand {
  readonly company: string;
  readonly column: 'live_name_key' | 'expire_time' | 'create_time';
  readonly descending: boolean;
  readonly size: number;
  readonly conditions: readonly Condition[];
  /** The last row of the page before. */
  readonly after?: { readonly key: Value; readonly id: Value };
}

const certificateColumns = [
  'id',
  'name',
  'name_key',
  'description',
  'labels',
  'primary_marker',
  'expire_time',
  'in_use',
  'version',
  'create_time',
  'update_time',
  'delete_time',
];
const versionColumns = ['number', 'facts', 'not_before', 'not_after', 'sealing_key_id', 'create_time'];

/** A page's certificates, then their definitions with the current versions, their environments, and what uses them. */
export async function pageByHand(database: BareDatabase, page: PageByHand): Promise<readonly Row[]> {
  const { company, size } = page;
  const certificates = await database.all(...pageStatement(page));
  const ids = certificates.slice(0, size).map(({ id }) => id ?? null);
  if (ids.length === 0) return [];
  await database.all(
    `SELECT d.id, d.certificate_id, d.alias, d.source, ${versionColumns.map((column) => `v.${column} AS version_${column}`).join(', ')}
     FROM definitions d JOIN versions v ON v.id = d.current_version_id
     WHERE d.certificate_id IN (${marks(ids)}) ORDER BY d.id`,
    ids,
  );
  await database.all(
    `SELECT definition_id, environment_id FROM environment_assignments
     WHERE certificate_id IN (${marks(ids)}) ORDER BY environment_id`,
    ids,
  );
  await database.all(
    `SELECT chosen_certificate_id AS id, COUNT(*) AS count FROM nodes
     WHERE company_id = ? AND chosen_certificate_id IN (${marks(ids)}) GROUP BY chosen_certificate_id`,
    [company, ...ids],
  );
  await database.all(
    `SELECT certificate_id AS id, COUNT(*) AS count FROM custom_domains
     WHERE certificate_id IN (${marks(ids)}) GROUP BY certificate_id`,
    ids,
  );
  return certificates.slice(0, size);
}

function pageStatement({ company, column, descending, size, conditions, after }: PageByHand): [string, Value[]] {
  const [direction, beyond] = descending ? ['DESC', '<'] : ['ASC', '>'];
  const all: readonly Condition[] = [
    { sql: 'c.company_id = ? AND c.delete_time IS NULL', values: [company] },
    ...(column === 'live_name_key' ? [{ sql: 'c.live_name_key IS NOT NULL', values: [] }] : []),
    ...conditions,
    ...(after === undefined
      ? []
      : [
          {
            ...(column === 'live_name_key'
              ? { sql: `c.${column} ${beyond} ?`, values: [after.key] }
              : {
                  sql: `c.${column} ${beyond}= ? AND (c.${column} ${beyond} ? OR c.id ${beyond} ?)`,
                  values: [after.key, after.key, after.id],
                }),
          },
        ]),
  ];
  return [
    `SELECT ${certificateColumns.map((name) => `c.${name}`).join(', ')} FROM certificates c
     WHERE ${all.map(({ sql }) => sql).join(' AND ')}
     ORDER BY c.${column} ${direction}${column === 'live_name_key' ? '' : `, c.id ${direction}`} LIMIT ${size + 1}`,
    all.flatMap(({ values }) => values),
  ];
}

interface SummaryByHand {
  readonly company: string;
  readonly at: number;
  readonly timelineWeeks: number;
}

const day = 24 * 60 * 60 * 1000;
/** Number of the Monday of a moment's week, in days since 1970-01-01, a Thursday. */
const mondayOf = (time: number) => Math.floor((Math.floor(time / day) + 3) / 7) * 7 - 3;

/** Counts over the rows themselves, and of those that end in the coming weeks by day. */
export async function summaryByHand(
  database: BareDatabase,
  { company, at, timelineWeeks, conditions }: SummaryByHand & { readonly conditions: readonly Condition[] },
): Promise<readonly Row[]> {
  const where = [{ sql: 'c.company_id = ? AND c.delete_time IS NULL', values: [company] }, ...conditions];
  const [from, values] = [where.map(({ sql }) => sql).join(' AND '), where.flatMap((condition) => condition.values)];
  const rows = await database.all(
    `SELECT COUNT(*) AS total, SUM(c.in_use) AS in_use, SUM(c.start_time <= ?) AS started,
       SUM(c.warn_time <= ?) AS warned, SUM(c.expire_time <= ?) AS expired
     FROM certificates c WHERE ${from}`,
    [at, at, at - 1000, ...values],
  );
  const first = mondayOf(at);
  await database.all(
    `SELECT FLOOR(c.expire_time / ${day}) AS day, COUNT(*) AS count FROM certificates c
     WHERE ${from} AND c.expire_time >= ? AND c.expire_time < ? GROUP BY FLOOR(c.expire_time / ${day})`,
    [...values, first * day, (first + 7 * timelineWeeks) * day],
  );
  return rows;
}

/** The same from the counts by day that the product keeps, and the rows of the day that has begun. */
export async function summaryFromCounts(
  database: BareDatabase,
  { company, at, timelineWeeks }: SummaryByHand,
): Promise<readonly Row[]> {
  const today = Math.floor(at / day);
  const passed = (kind: string) =>
    `SUM(CASE WHEN kind = '${kind}' AND day < ${today} THEN count ELSE 0 END) AS ${kind}`;
  const since = (kind: string, time: number) =>
    `(SELECT COUNT(*) FROM certificates WHERE company_id = '${company}' AND delete_time IS NULL
      AND ${kind}_time >= ${today * day} AND ${kind}_time <= ${time}) AS ${kind}_today`;
  const rows = await database.all(
    `SELECT SUM(CASE WHEN kind = 'total' THEN count ELSE 0 END) AS total,
       SUM(CASE WHEN kind = 'in_use' THEN count ELSE 0 END) AS in_use,
       ${['start', 'warn', 'expire'].map(passed).join(', ')},
       ${[since('start', at), since('warn', at), since('expire', at - 1000)].join(', ')}
     FROM certificate_counts WHERE company_id = ?`,
    [company],
  );
  const first = mondayOf(at);
  await database.all(
    "SELECT day, count FROM certificate_counts WHERE company_id = ? AND kind = 'expire' AND day >= ? AND day < ?",
    [company, first, first + 7 * timelineWeeks],
  );
  return rows;
}
