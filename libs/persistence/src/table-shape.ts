import { EntitySchema } from 'typeorm';
import { entityColumn, type ColumnKind } from './column-kinds.js';
import type { Dialect } from './dialect.js';

/** A column as an entity sees it: its kind, and whether it can be empty or is part of the key. */
export interface ColumnShape {
  readonly is: ColumnKind;
  readonly nullable?: true;
  readonly key?: true;
}

/** A table as an entity sees it. Properties and columns have the same names. */
export interface TableShape<Row> {
  readonly table: string;
  readonly columns: Readonly<Record<keyof Row & string, ColumnShape>>;
}

/** The TypeORM entity of a table, for one dialect. */
export function entityOf<Row extends object>({ table, columns }: TableShape<Row>, dialect: Dialect): EntitySchema<Row> {
  const shapes = Object.entries<ColumnShape>(columns);
  // TypeORM types its options by a class and takes them as plain data.
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment
  return new EntitySchema<Row>({
    name: table,
    tableName: table,
    columns: Object.fromEntries(
      shapes.map(([name, { is, nullable, key }]) => [
        name,
        { ...entityColumn(is, dialect), nullable: nullable === true, primary: key === true },
      ]),
    ) as NonNullable<ConstructorParameters<typeof EntitySchema<Row>>[0]['columns']>,
  });
}
