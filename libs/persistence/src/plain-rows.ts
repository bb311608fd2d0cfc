import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { readerOf } from './column-kinds.js';
import type { TableShape } from './table-shape.js';

/**
 * These columns of a query's `row`. TypeORM's entities cost more than the query itself where a page of rows is read, so
 * that pages are read without them.
 */
export async function plainRows<Row extends object, Column extends keyof Row & string>(
  query: SelectQueryBuilder<ObjectLiteral>,
  { columns: shapes }: TableShape<Row>,
  columns: readonly Column[],
): Promise<Pick<Row, Column>[]> {
  const [first, ...others] = columns;
  if (first === undefined) return [];
  query.select(`row.${first}`, first);
  for (const column of others) query.addSelect(`row.${column}`, column);
  const readers = columns.map((column) => [column, readerOf(shapes[column].is)] as const);
  const rows = await query.getRawMany<Record<Column, unknown>>();
  return rows.map(
    (row) => Object.fromEntries(readers.map(([column, read]) => [column, read(row[column])])) as Pick<Row, Column>,
  );
}
