import type { Page, PageRequest } from '@certkeep/application';
import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';

/**
 * One page in the order of (column, id), which is total: rows added or deleted elsewhere move nothing.
 * @param keyOf the sort key of a row, as the database compares it
 */
export async function pageByKeyset<Row extends ObjectLiteral & { id: string }>(
  query: SelectQueryBuilder<Row>,
  {
    column,
    descending,
    page,
    keyOf,
  }: {
    readonly column: string;
    readonly descending: boolean;
    readonly page: PageRequest;
    readonly keyOf: (row: Row) => string | number;
  },
): Promise<Page<Row>> {
  const direction = descending ? 'DESC' : 'ASC';
  const beyond = descending ? '<' : '>';
  const sorted = query
    .orderBy(`row.${column}`, direction)
    .addOrderBy('row.id', direction)
    .take(page.size + 1);
  if (page.after !== undefined) {
    sorted.andWhere(`(row.${column} ${beyond} :key OR (row.${column} = :key AND row.id ${beyond} :afterId))`, {
      key: page.after.key,
      afterId: page.after.id,
    });
  }
  const rows = await sorted.getMany();
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
