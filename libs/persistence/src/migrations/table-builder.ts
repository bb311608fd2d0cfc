import { Table, TableColumn, TableForeignKey, TableIndex, type QueryRunner } from 'typeorm';
import { databaseType, type ColumnKind } from '../column-kinds.js';
import type { Dialect } from '../dialect.js';

export interface NewColumn {
  readonly is: ColumnKind;
  readonly nullable?: true;
  readonly key?: true;
}

export interface NewTable {
  readonly name: string;
  readonly columns: Readonly<Record<string, NewColumn>>;
  /** Column lists that no two rows share. A null shares with nothing. */
  readonly unique?: Readonly<Record<string, readonly string[]>>;
  readonly indexes?: Readonly<Record<string, readonly string[]>>;
  readonly references?: Readonly<Record<string, { readonly column: string; readonly table: string }>>;
}

/**
 * Creates a table that is not there yet: a migration that was killed half-way, on a database without transactions for
 * its schema, goes on where it was.
 */
export async function createTable(runner: QueryRunner, table: NewTable): Promise<void> {
  const dialect = dialectOf(runner);
  await runner.createTable(
    new Table({
      name: table.name,
      ...(dialect === 'mysql' ? { engine: 'InnoDB' } : {}),
      columns: Object.entries(table.columns).map(([name, { is, nullable, key }]) => ({
        name,
        ...databaseType(is, dialect),
        isNullable: nullable === true,
        isPrimary: key === true,
      })),
      indices: [
        ...Object.entries(table.unique ?? {}).map(([name, columnNames]) => ({ name, columnNames, isUnique: true })),
        ...Object.entries(table.indexes ?? {}).map(([name, columnNames]) => ({ name, columnNames, isUnique: false })),
      ].map((options) => new TableIndex({ ...options, columnNames: [...options.columnNames] })),
      foreignKeys: Object.entries(table.references ?? {}).map(
        ([name, { column, table: referenced }]) =>
          new TableForeignKey({
            name,
            columnNames: [column],
            referencedTableName: referenced,
            referencedColumnNames: ['id'],
          }),
      ),
    }),
    true,
  );
}

/** Adds a column that is not there yet. Rows that are there already get its default. */
export async function addColumn(
  runner: QueryRunner,
  table: string,
  name: string,
  { is, default: value }: { readonly is: ColumnKind; readonly default: string | number },
): Promise<void> {
  if (await runner.hasColumn(table, name)) return;
  const column = new TableColumn({
    name,
    ...databaseType(is, dialectOf(runner)),
    isNullable: false,
    default: typeof value === 'number' ? value : `'${value}'`,
  });
  await runner.addColumn(table, column);
}

/** Adds an index that is not there yet. */
export async function addIndex(
  runner: QueryRunner,
  table: string,
  name: string,
  columnNames: readonly string[],
): Promise<void> {
  const known = await runner.getTable(table);
  if (known?.indices.some((index) => index.name === name) === true) return;
  await runner.createIndex(table, new TableIndex({ name, columnNames: [...columnNames] }));
}

export function dialectOf(runner: QueryRunner): Dialect {
  return runner.dataSource.options.type === 'better-sqlite3' ? 'sqlite' : 'mysql';
}
