import type { Page, PageRequest } from '@certkeep/application';
import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';

/**
 * One page in the order of (column, id), which is total: rows added or deleted elsewhere move nothing.
 * @param keyset with the sort key of a row, as the database compares it
 */
export function pageByKeyset<Row extends ObjectLiteral & { id: string }>(
  query: SelectQueryBuilder<Row>,
  keyset: Keyset<Row>,
): Promise<Page<Row>> {
  return pageReadBy(query, keyset, () => query.getMany());
}

export interface Keyset<Row> {
  readonly column: string;
  /** No two rows have the same value in it. */
  readonly unique?: true;
  readonly descending: boolean;
  readonly page: PageRequest;
  readonly keyOf: (row: Row) => string | number;
}

/** The same for rows that are read in another way than as the query's entities. */
export async function pageReadBy<Row extends { id: string }>(
  query: SelectQueryBuilder<ObjectLiteral>,
  { column, unique, descending, page, keyOf }: Keyset<Row>,
  read: () => Promise<Row[]>,
): Promise<Page<Row>> {
  const direction = descending ? 'DESC' : 'ASC';
  const beyond = descending ? '<' : '>';
  query.orderBy(`row.${column}`, direction).limit(page.size + 1);
  // An index that is unique ends with its column: to sort by more, MariaDB would read and sort all rows.
  if (unique !== true) query.addOrderBy('row.id', direction);
  if (page.after !== undefined) {
    const further =
      unique === true
        ? `row.${column} ${beyond} :key`
        : `row.${column} ${beyond}= :key AND (row.${column} ${beyond} :key OR row.id ${beyond} :afterId)`;
    query.andWhere(further, { key: page.after.key, afterId: page.after.id });
  }
  const rows = await read();
  const last = rows[page.size - 1];
  const shown = rows.slice(0, page.size);
  return rows.length > page.size && last !== undefined
    ? { rows: shown, next: { key: keyOf(last), id: last.id } }
    : { rows: shown };
}

/** A LIKE pattern that finds this text anywhere, whatever signs it holds; to be used with ESCAPE '!'. */
export function containing(text: string): string {
  return `%${text.replaceAll(/[!%_]/g, (sign) => `!${sign}`)}%`;
}
