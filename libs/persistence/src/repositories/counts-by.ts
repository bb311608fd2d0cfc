import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';

/** How many of the query’s rows name each of these ids in the column; ids that no row names are left out. */
export async function countsBy<Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  column: keyof Row & string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (ids.length === 0) return new Map();
  const counts = await query
    .select(`row.${column}`, 'id')
    .addSelect('COUNT(*)', 'count')
    .andWhere(`row.${column} IN (:...ids)`, { ids })
    .groupBy(`row.${column}`)
    .getRawMany<{ id: string; count: number | string }>();
  return new Map(counts.map(({ id, count }) => [id, Number(count)]));
}
