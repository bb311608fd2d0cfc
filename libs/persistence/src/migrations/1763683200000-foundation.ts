import type { MigrationInterface, QueryRunner } from 'typeorm';
import { bytes, flag, id, instant, integer, jsonText, longText, text } from '../column-kinds.js';
import { createTable, type NewTable } from './table-builder.js';

const company = { company_id: { is: id } };
const named = { name: { is: text(128) }, name_key: { is: text(512) } };
const versioned = { version: { is: integer }, create_time: { is: instant }, update_time: { is: instant } };
const ofCompany = (table: string) => ({ [`fk_${table}_company`]: { column: 'company_id', table: 'companies' } });

const tables: readonly NewTable[] = [
  {
    name: 'companies',
    columns: {
      id: { is: id, key: true },
      slug: { is: text(63) },
      name: { is: text(128) },
      revision: { is: integer },
      audit_number: { is: integer },
      warning_window_days: { is: integer },
      setup_secret_hash: { is: text(64), nullable: true },
      setup_expire_time: { is: instant, nullable: true },
      create_time: { is: instant },
    },
    unique: { uq_companies_slug: ['slug'], uq_companies_setup_secret: ['setup_secret_hash'] },
  },
  {
    name: 'environments',
    columns: {
      id: { is: id, key: true },
      ...company,
      ...named,
      api_manager: { is: flag, nullable: true },
      ...versioned,
    },
    unique: {
      uq_environments_name: ['company_id', 'name_key'],
      uq_environments_api_manager: ['company_id', 'api_manager'],
    },
    references: ofCompany('environments'),
  },
  {
    name: 'users',
    columns: {
      id: { is: id, key: true },
      ...company,
      user_name: { is: text(128) },
      user_name_key: { is: text(512) },
      display_name: { is: text(128) },
      role: { is: text(32) },
      extra_permissions: { is: jsonText },
      password_hash: { is: text(255) },
      disabled: { is: flag },
      ...versioned,
      last_sign_in_time: { is: instant, nullable: true },
    },
    unique: { uq_users_user_name: ['company_id', 'user_name_key'] },
    references: ofCompany('users'),
  },
  {
    name: 'sessions',
    columns: {
      id: { is: id, key: true },
      ...company,
      user_id: { is: id },
      secret_hash: { is: text(64) },
      create_time: { is: instant },
      expire_time: { is: instant },
    },
    unique: { uq_sessions_secret: ['secret_hash'] },
    indexes: { ix_sessions_user: ['company_id', 'user_id'], ix_sessions_expire: ['company_id', 'expire_time'] },
    references: { ...ofCompany('sessions'), fk_sessions_user: { column: 'user_id', table: 'users' } },
  },
  {
    name: 'service_accounts',
    columns: {
      id: { is: id, key: true },
      ...company,
      ...named,
      description: { is: text(1024) },
      permissions: { is: jsonText },
      disabled: { is: flag },
      ...versioned,
    },
    unique: { uq_service_accounts_name: ['company_id', 'name_key'] },
    references: ofCompany('service_accounts'),
  },
  {
    name: 'tokens',
    columns: {
      id: { is: id, key: true },
      ...company,
      owner_kind: { is: text(32) },
      owner_id: { is: id },
      name: { is: text(128) },
      secret_hash: { is: text(64) },
      create_time: { is: instant },
      expire_time: { is: instant, nullable: true },
      revoke_time: { is: instant, nullable: true },
    },
    unique: { uq_tokens_secret: ['secret_hash'] },
    indexes: { ix_tokens_owner: ['company_id', 'owner_kind', 'owner_id'] },
    references: ofCompany('tokens'),
  },
  {
    name: 'certificates',
    columns: {
      id: { is: id, key: true },
      ...company,
      ...named,
      live_name_key: { is: text(512), nullable: true },
      description: { is: text(1024) },
      labels: { is: jsonText },
      primary_marker: { is: flag, nullable: true },
      search_text: { is: longText },
      expire_time: { is: instant },
      ...versioned,
      delete_time: { is: instant, nullable: true },
    },
    unique: {
      uq_certificates_live_name: ['company_id', 'live_name_key'],
      uq_certificates_primary: ['company_id', 'primary_marker'],
    },
    indexes: {
      ix_certificates_expire: ['company_id', 'expire_time', 'id'],
      ix_certificates_create: ['company_id', 'create_time', 'id'],
    },
    references: ofCompany('certificates'),
  },
  {
    name: 'definitions',
    columns: {
      id: { is: id, key: true },
      ...company,
      certificate_id: { is: id },
      alias: { is: text(128) },
      alias_key: { is: text(512) },
      source: { is: text(32) },
      default_marker: { is: flag, nullable: true },
      current_version_id: { is: id },
      create_time: { is: instant },
      update_time: { is: instant },
    },
    unique: { uq_definitions_default: ['certificate_id', 'default_marker'] },
    references: {
      ...ofCompany('definitions'),
      fk_definitions_certificate: { column: 'certificate_id', table: 'certificates' },
    },
  },
  {
    name: 'versions',
    columns: {
      id: { is: id, key: true },
      ...company,
      definition_id: { is: id },
      number: { is: integer },
      leaf_sha256: { is: text(64) },
      live_leaf_sha256: { is: text(64), nullable: true },
      spki_sha256: { is: text(64) },
      not_before: { is: instant },
      not_after: { is: instant },
      facts: { is: jsonText },
      leaf: { is: bytes },
      chain: { is: bytes },
      sealed_key: { is: bytes, nullable: true },
      sealing_key_id: { is: text(64), nullable: true },
      create_time: { is: instant },
    },
    unique: {
      uq_versions_number: ['definition_id', 'number'],
      uq_versions_live_leaf: ['company_id', 'live_leaf_sha256'],
    },
    indexes: { ix_versions_spki: ['company_id', 'spki_sha256'], ix_versions_sealing_key: ['sealing_key_id'] },
    references: {
      ...ofCompany('versions'),
      fk_versions_definition: { column: 'definition_id', table: 'definitions' },
    },
  },
  {
    name: 'nodes',
    columns: {
      id: { is: id, key: true },
      ...company,
      ...named,
      environment_id: { is: id, nullable: true },
      mtls_enabled: { is: flag },
      chosen_certificate_id: { is: id, nullable: true },
      ...versioned,
    },
    unique: { uq_nodes_name: ['company_id', 'name_key'] },
    indexes: { ix_nodes_chosen: ['company_id', 'chosen_certificate_id'] },
    references: {
      ...ofCompany('nodes'),
      fk_nodes_environment: { column: 'environment_id', table: 'environments' },
      fk_nodes_chosen: { column: 'chosen_certificate_id', table: 'certificates' },
    },
  },
  {
    name: 'changes',
    columns: {
      company_id: { is: id, key: true },
      revision: { is: integer, key: true },
      kind: { is: text(32) },
      record_id: { is: id },
      create_time: { is: instant },
    },
    references: ofCompany('changes'),
  },
  {
    name: 'audit_events',
    columns: {
      company_id: { is: id, key: true },
      number: { is: integer, key: true },
      id: { is: id },
      time: { is: instant },
      actor_kind: { is: text(32) },
      actor_id: { is: text(64) },
      actor_name: { is: text(128) },
      action: { is: text(64) },
      target_type: { is: text(32) },
      target_id: { is: text(64) },
      target_name: { is: text(128) },
      source_address: { is: text(64) },
      trace_id: { is: text(64) },
      details: { is: jsonText },
    },
    unique: { uq_audit_events_id: ['id'] },
    references: ofCompany('audit_events'),
  },
  {
    name: 'request_results',
    columns: {
      company_id: { is: id, key: true },
      caller_id: { is: text(64), key: true },
      request_key: { is: text(160), key: true },
      id: { is: id },
      sealed_result: { is: bytes },
      create_time: { is: instant },
    },
    indexes: { ix_request_results_create: ['create_time'] },
    references: ofCompany('request_results'),
  },
  { name: 'sealing_keys', columns: { id: { is: text(64), key: true }, create_time: { is: instant } } },
];

/** Companies, who may enter them, certificates with their definitions and versions, nodes, and the logs. */
export class Foundation1763683200000 implements MigrationInterface {
  readonly name = 'Foundation1763683200000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of tables) await createTable(runner, table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { name } of [...tables].reverse()) await runner.dropTable(name, true);
  }
}
