import type { EntitySchemaColumnOptions, ValueTransformer } from 'typeorm';
import type { Dialect } from './dialect.js';

/** The kinds of column that the tables are made of, each with one meaning on both dialects. */
export type ColumnKind =
  | { readonly kind: 'id' }
  | { readonly kind: 'text'; readonly length: number }
  | { readonly kind: 'long_text' }
  | { readonly kind: 'json' }
  | { readonly kind: 'bytes' }
  | { readonly kind: 'integer' }
  | { readonly kind: 'flag' }
  | { readonly kind: 'instant' };

/**
 * The database's type of a kind. Instants are milliseconds since 1970 in an integer: no time zone, no text format and
 * no rounding can come between, and both dialects compare them alike. Texts compare by their bytes on both.
 */
export function databaseType(
  kind: ColumnKind,
  dialect: Dialect,
): { type: string; length?: string; collation?: string; charset?: string } {
  const mysql = dialect === 'mysql';
  switch (kind.kind) {
    case 'id':
      return { type: 'varchar', length: '36', ...(mysql ? { charset: 'ascii', collation: 'ascii_bin' } : {}) };
    case 'text':
      return {
        type: 'varchar',
        length: String(kind.length),
        ...(mysql ? { charset: 'utf8mb4', collation: 'utf8mb4_bin' } : {}),
      };
    case 'long_text':
    case 'json':
      return mysql ? { type: 'longtext', charset: 'utf8mb4', collation: 'utf8mb4_bin' } : { type: 'text' };
    case 'bytes':
      return { type: mysql ? 'longblob' : 'blob' };
    case 'integer':
    case 'instant':
      return { type: 'bigint' };
    case 'flag':
      return { type: mysql ? 'tinyint' : 'integer' };
  }
}

const numbers: ValueTransformer = {
  to: (value: number | null | undefined) => value,
  from: (value: string | number | null) => (value === null ? null : Number(value)),
};
const booleans: ValueTransformer = {
  to: (value: unknown) => (typeof value === 'boolean' ? Number(value) : value),
  from: (value: string | number | null) => (value === null ? null : Number(value) === 1),
};
const instants: ValueTransformer = {
  to: (value: unknown) => (value instanceof Date ? value.getTime() : value),
  from: (value: string | number | null) => (value === null ? null : new Date(Number(value))),
};
const json: ValueTransformer = {
  to: (value: unknown) => (value === undefined || value === null ? value : JSON.stringify(value)),
  from: (value: string | null): unknown => (value === null ? null : JSON.parse(value)),
};

/** The entity's view of a column of this kind. */
export function entityColumn(kind: ColumnKind, dialect: Dialect): EntitySchemaColumnOptions {
  const { type } = databaseType(kind, dialect);
  return { type: type as NonNullable<EntitySchemaColumnOptions['type']>, ...transformer(kind) };
}

/** Makes of what a driver gives for a column of this kind what its entity would hold. */
export function readerOf(kind: ColumnKind): (value: unknown) => unknown {
  const { transformer: known } = transformer(kind);
  return (value) => (known === undefined ? value : (known.from(value) as unknown));
}

function transformer(kind: ColumnKind): { transformer?: ValueTransformer } {
  switch (kind.kind) {
    case 'integer':
      return { transformer: numbers };
    case 'flag':
      return { transformer: booleans };
    case 'instant':
      return { transformer: instants };
    case 'json':
      return { transformer: json };
    case 'id':
    case 'text':
    case 'long_text':
    case 'bytes':
      return {};
  }
}

export const id: ColumnKind = { kind: 'id' };
export const text = (length: number): ColumnKind => ({ kind: 'text', length });
export const longText: ColumnKind = { kind: 'long_text' };
export const jsonText: ColumnKind = { kind: 'json' };
export const bytes: ColumnKind = { kind: 'bytes' };
export const integer: ColumnKind = { kind: 'integer' };
export const flag: ColumnKind = { kind: 'flag' };
export const instant: ColumnKind = { kind: 'instant' };
