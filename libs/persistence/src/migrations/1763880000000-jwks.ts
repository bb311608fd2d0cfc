import type { MigrationInterface, QueryRunner } from 'typeorm';
import { bytes, id, instant, integer, jsonText, text } from '../column-kinds.js';
import { addColumn, createTable, type NewTable } from './table-builder.js';

const company = { company_id: { is: id } };
const ofCompany = (table: string) => ({ [`fk_${table}_company`]: { column: 'company_id', table: 'companies' } });
const dayInSeconds = 24 * 60 * 60;

const tables: readonly NewTable[] = [
  {
    name: 'jwks',
    columns: {
      id: { is: id, key: true },
      ...company,
      name: { is: text(128) },
      name_key: { is: text(512) },
      description: { is: text(1024) },
      certificate_id: { is: id, nullable: true },
      definition_id: { is: id, nullable: true },
      version_number: { is: integer },
      source: { is: text(16) },
      kid: { is: text(255) },
      kid_kind: { is: text(32) },
      use_for: { is: text(8) },
      algorithm: { is: text(32) },
      operations: { is: jsonText },
      certificate_jwk: { is: jsonText },
      sealed_key: { is: bytes, nullable: true },
      sealing_key_id: { is: text(64), nullable: true },
      start_time: { is: instant },
      warn_time: { is: instant },
      expire_time: { is: instant },
      version: { is: integer },
      create_time: { is: instant },
      update_time: { is: instant },
    },
    unique: { uq_jwks_name: ['company_id', 'name_key'] },
    indexes: {
      ix_jwks_kid: ['company_id', 'kid'],
      ix_jwks_expire: ['company_id', 'expire_time', 'id'],
      ix_jwks_create: ['company_id', 'create_time', 'id'],
      ix_jwks_certificate: ['certificate_id'],
      ix_jwks_definition: ['definition_id'],
      ix_jwks_sealing_key: ['sealing_key_id'],
    },
    // A certificate or definition that JWKs follow can't go from under them.
    references: {
      ...ofCompany('jwks'),
      fk_jwks_certificate: { column: 'certificate_id', table: 'certificates' },
      fk_jwks_definition: { column: 'definition_id', table: 'definitions' },
    },
  },
  {
    name: 'jwk_environments',
    columns: { jwk_id: { is: id, key: true }, environment_id: { is: id, key: true }, ...company },
    indexes: { ix_jwk_environments_environment: ['environment_id'] },
    references: {
      ...ofCompany('jwk_environments'),
      fk_jwk_environments_jwk: { column: 'jwk_id', table: 'jwks' },
      fk_jwk_environments_environment: { column: 'environment_id', table: 'environments' },
    },
  },
  {
    name: 'retired_jwks',
    columns: {
      jwk_id: { is: id, key: true },
      kid_sha256: { is: text(64), key: true },
      ...company,
      kid: { is: text(255) },
      public_jwk: { is: jsonText },
      end_time: { is: instant },
    },
    indexes: { ix_retired_jwks_end: ['company_id', 'end_time'] },
    references: {
      ...ofCompany('retired_jwks'),
      fk_retired_jwks_jwk: { column: 'jwk_id', table: 'jwks' },
    },
  },
];

/** JWKs made from definitions, where they are published, and the public keys that they had before. */
export class Jwks1763880000000 implements MigrationInterface {
  readonly name = 'Jwks1763880000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of tables) await createTable(runner, table);
    await addColumn(runner, 'companies', 'jwk_grace_seconds', { is: integer, default: dayInSeconds });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumn('companies', 'jwk_grace_seconds');
    for (const { name } of [...tables].reverse()) await runner.dropTable(name, true);
  }
}
