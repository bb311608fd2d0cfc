import type { MigrationInterface, QueryRunner } from 'typeorm';
import { bytes, flag, id, instant, integer, jsonText, longText, text } from '../column-kinds.js';
import { addColumn, createTable, type NewTable } from './table-builder.js';

const trustedCas: NewTable = {
  name: 'trusted_cas',
  columns: {
    id: { is: id, key: true },
    company_id: { is: id },
    environment_id: { is: id },
    alias: { is: text(128) },
    alias_key: { is: text(512) },
    search_text: { is: longText },
    sha256: { is: text(64) },
    spki_sha256: { is: text(64) },
    not_before: { is: instant },
    not_after: { is: instant },
    facts: { is: jsonText },
    der: { is: bytes },
    version: { is: integer },
    create_time: { is: instant },
    update_time: { is: instant },
  },
  unique: {
    uq_trusted_cas_alias: ['environment_id', 'alias_key'],
    uq_trusted_cas_certificate: ['environment_id', 'sha256'],
  },
  references: {
    fk_trusted_cas_company: { column: 'company_id', table: 'companies' },
    fk_trusted_cas_environment: { column: 'environment_id', table: 'environments' },
  },
};

/**
 * CAs that an environment trusts, and whether it trusts the system roots as well. Certkeep's own environments do from
 * here on, as its outgoing connections did before.
 */
export class Truststores1763900000020 implements MigrationInterface {
  readonly name = 'Truststores1763900000020';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, trustedCas);
    await addColumn(runner, 'environments', 'system_roots', { is: flag, default: 0 });
    await runner.query('UPDATE environments SET system_roots = 1 WHERE api_manager = 1');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumn('environments', 'system_roots');
    await runner.dropTable(trustedCas.name, true);
  }
}
