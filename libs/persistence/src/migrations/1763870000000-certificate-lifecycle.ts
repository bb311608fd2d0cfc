import type { MigrationInterface, QueryRunner } from 'typeorm';
import { bytes, flag, id, instant, integer, jsonText, text } from '../column-kinds.js';
import { fillStandings } from './certificate-lifecycle-filling.js';
import { addColumn, addIndex, createTable, type NewTable } from './table-builder.js';

const company = { company_id: { is: id } };
const versioned = { version: { is: integer }, create_time: { is: instant }, update_time: { is: instant } };
const ofCompany = (table: string) => ({ [`fk_${table}_company`]: { column: 'company_id', table: 'companies' } });

const tables: readonly NewTable[] = [
  {
    name: 'certificate_counts',
    columns: {
      company_id: { is: id, key: true },
      kind: { is: text(16), key: true },
      day: { is: integer, key: true },
      count: { is: integer },
    },
    references: ofCompany('certificate_counts'),
  },
  {
    name: 'certificate_labels',
    columns: {
      certificate_id: { is: id, key: true },
      label_key: { is: text(63), key: true },
      ...company,
      label_value: { is: text(255) },
    },
    indexes: { ix_certificate_labels_value: ['company_id', 'label_key', 'label_value', 'certificate_id'] },
    references: {
      ...ofCompany('certificate_labels'),
      fk_certificate_labels_certificate: { column: 'certificate_id', table: 'certificates' },
    },
  },
  {
    name: 'covered_names',
    columns: {
      definition_id: { is: id, key: true },
      name: { is: text(255), key: true },
      ...company,
      certificate_id: { is: id },
    },
    indexes: {
      ix_covered_names_name: ['company_id', 'name', 'certificate_id'],
      ix_covered_names_certificate: ['certificate_id'],
    },
    references: {
      ...ofCompany('covered_names'),
      fk_covered_names_definition: { column: 'definition_id', table: 'definitions' },
    },
  },
  {
    name: 'applications',
    columns: {
      id: { is: id, key: true },
      ...company,
      name: { is: text(128) },
      name_key: { is: text(512) },
      description: { is: text(1024) },
      ...versioned,
    },
    unique: { uq_applications_name: ['company_id', 'name_key'] },
    references: ofCompany('applications'),
  },
  {
    name: 'application_environments',
    columns: { application_id: { is: id, key: true }, environment_id: { is: id, key: true }, ...company },
    indexes: { ix_application_environments_environment: ['environment_id'] },
    references: {
      ...ofCompany('application_environments'),
      fk_application_environments_application: { column: 'application_id', table: 'applications' },
      fk_application_environments_environment: { column: 'environment_id', table: 'environments' },
    },
  },
  {
    name: 'application_contacts',
    columns: { application_id: { is: id, key: true }, user_id: { is: id, key: true }, ...company },
    indexes: { ix_application_contacts_user: ['user_id'] },
    references: {
      ...ofCompany('application_contacts'),
      fk_application_contacts_application: { column: 'application_id', table: 'applications' },
      fk_application_contacts_user: { column: 'user_id', table: 'users' },
    },
  },
  {
    name: 'custom_domains',
    columns: {
      id: { is: id, key: true },
      ...company,
      application_id: { is: id },
      environment_id: { is: id },
      host: { is: text(255) },
      certificate_id: { is: id, nullable: true },
      ...versioned,
    },
    unique: { uq_custom_domains_host: ['environment_id', 'host'] },
    indexes: {
      ix_custom_domains_host: ['company_id', 'host', 'id'],
      ix_custom_domains_certificate: ['certificate_id'],
      ix_custom_domains_application: ['application_id'],
    },
    references: {
      ...ofCompany('custom_domains'),
      fk_custom_domains_application: { column: 'application_id', table: 'applications' },
      fk_custom_domains_environment: { column: 'environment_id', table: 'environments' },
      fk_custom_domains_certificate: { column: 'certificate_id', table: 'certificates' },
    },
  },
  {
    name: 'signing_requests',
    columns: {
      id: { is: id, key: true },
      ...company,
      certificate_id: { is: id, nullable: true },
      definition_id: { is: id, nullable: true },
      name: { is: text(128) },
      subject: { is: jsonText },
      csr: { is: bytes },
      state: { is: text(16) },
      spki_sha256: { is: text(64) },
      sealed_key: { is: bytes, nullable: true },
      sealing_key_id: { is: text(64), nullable: true },
      ...versioned,
    },
    indexes: {
      ix_signing_requests_spki: ['company_id', 'spki_sha256'],
      ix_signing_requests_create: ['company_id', 'create_time', 'id'],
      ix_signing_requests_certificate: ['certificate_id'],
      ix_signing_requests_sealing_key: ['sealing_key_id'],
    },
    references: ofCompany('signing_requests'),
  },
];

/**
 * What a certificate's life needs: applications and their custom domains, signing requests, and beside each certificate
 * what lists filter and count by.
 */
export class CertificateLifecycle1763870000000 implements MigrationInterface {
  readonly name = 'CertificateLifecycle1763870000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of tables) await createTable(runner, table);
    await addColumn(runner, 'certificates', 'start_time', { is: instant, default: 0 });
    await addColumn(runner, 'certificates', 'warn_time', { is: instant, default: 0 });
    await addColumn(runner, 'certificates', 'in_use', { is: flag, default: 0 });
    await addColumn(runner, 'environments', 'description', { is: text(1024), default: '' });
    await addIndex(runner, 'certificates', 'ix_certificates_start', ['company_id', 'start_time']);
    await addIndex(runner, 'certificates', 'ix_certificates_warn', ['company_id', 'warn_time']);
    await addIndex(runner, 'certificates', 'ix_certificates_in_use', ['company_id', 'in_use', 'live_name_key']);
    await addIndex(runner, 'certificates', 'ix_certificates_delete', ['company_id', 'delete_time']);
    await fillStandings(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const index of ['start', 'warn', 'in_use', 'delete']) {
      await runner.dropIndex('certificates', `ix_certificates_${index}`);
    }
    for (const column of ['start_time', 'warn_time', 'in_use']) await runner.dropColumn('certificates', column);
    await runner.dropColumn('environments', 'description');
    for (const { name } of [...tables].reverse()) await runner.dropTable(name, true);
  }
}
