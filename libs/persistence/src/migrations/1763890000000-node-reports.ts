import type { MigrationInterface, QueryRunner } from 'typeorm';
import { bytes, id, instant, integer, text } from '../column-kinds.js';
import { addColumn, createTable, type NewTable } from './table-builder.js';

const reported = {
  revision: { is: integer },
  stage: { is: text(16) },
  etag: { is: text(128) },
  sha256: { is: text(64) },
  failure_message: { is: text(1024) },
  cache_since: { is: instant, nullable: true },
  client: { is: text(128) },
} as const;

// What nodes report refers to nothing: a reference would have each report wait for the lock on its company's row.
const tables: readonly NewTable[] = [
  {
    name: 'revision_keys',
    columns: {
      company_id: { is: id, key: true },
      id: { is: id },
      public_key: { is: bytes },
      sealed_key: { is: bytes },
      sealing_key_id: { is: text(64) },
      create_time: { is: instant },
    },
    indexes: { ix_revision_keys_sealing_key: ['sealing_key_id'] },
    references: { fk_revision_keys_company: { column: 'company_id', table: 'companies' } },
  },
  {
    name: 'node_reports',
    columns: {
      id: { is: id, key: true },
      company_id: { is: id },
      node_id: { is: id },
      certificate_id: { is: text(36) },
      certificate_name: { is: text(128) },
      report_time: { is: instant },
      ...reported,
    },
    indexes: {
      ix_node_reports_node: ['node_id', 'report_time', 'id'],
      ix_node_reports_time: ['report_time'],
    },
  },
  {
    name: 'node_states',
    columns: {
      node_id: { is: id, key: true },
      company_id: { is: id },
      seen_time: { is: instant },
      watched_until: { is: instant },
      acknowledged_revision: { is: integer },
      acknowledge_time: { is: instant, nullable: true },
      report_time: { is: instant, nullable: true },
      ...reported,
    },
    indexes: { ix_node_states_report: ['company_id', 'report_time'] },
  },
];

/** What nodes report, how far each is, the key that signs what they present, and how long they may keep it. */
export class NodeReports1763890000000 implements MigrationInterface {
  readonly name = 'NodeReports1763890000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of tables) await createTable(runner, table);
    await addColumn(runner, 'environments', 'max_cache_age', { is: integer, default: 0 });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumn('environments', 'max_cache_age');
    for (const { name } of [...tables].reverse()) await runner.dropTable(name, true);
  }
}
