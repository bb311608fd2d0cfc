import type { EntityManager, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { readerOf } from './column-kinds.js';
import type { Dialect } from './dialect.js';
import type { TableShape } from './table-shape.js';

/** The index of the query's own table that the database must use. */
export interface IndexHint {
  readonly manager: EntityManager;
  readonly dialect: Dialect;
  readonly index: string;
}

/**
 * These columns of a query's `row`. TypeORM's entities cost more than the query itself where a page of rows is read, so
 * that pages are read without them.
 */
export async function plainRows<Row extends object, Column extends keyof Row & string>(
  query: SelectQueryBuilder<ObjectLiteral>,
  { columns: shapes }: TableShape<Row>,
  columns: readonly Column[],
  along?: IndexHint,
): Promise<Pick<Row, Column>[]> {
  const [first, ...others] = columns;
  if (first === undefined) return [];
  query.select(`row.${first}`, first);
  for (const column of others) query.addSelect(`row.${column}`, column);
  const readers = columns.map((column) => [column, readerOf(shapes[column].is)] as const);
  const rows = await (along === undefined
    ? query.getRawMany<Record<Column, unknown>>()
    : rowsAlong<Record<Column, unknown>>(query, along));
  return rows.map(
    (row) => Object.fromEntries(readers.map(([column, read]) => [column, read(row[column])])) as Pick<Row, Column>,
  );
}

/** TypeORM can only recommend an index, and to MySQL alone. */
function rowsAlong<Row>(query: SelectQueryBuilder<ObjectLiteral>, { manager, dialect, index }: IndexHint) {
  const [sql, parameters] = query.getQueryAndParameters();
  const hint = dialect === 'sqlite' ? `INDEXED BY ${index}` : `FORCE INDEX (\`${index}\`)`;
  const hinted = sql.replace(/ FROM (["`])\w+\1 \1row\1/, (from) => `${from} ${hint}`);
  return manager.query<Row[]>(hinted, parameters);
}
