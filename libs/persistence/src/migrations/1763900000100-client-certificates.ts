import type { MigrationInterface, QueryRunner } from 'typeorm';
import { id, instant, longText, text } from '../column-kinds.js';
import { createTable, type NewTable } from './table-builder.js';

const clientCertificates: NewTable = {
  name: 'client_certificates',
  columns: {
    id: { is: id, key: true },
    company_id: { is: id },
    node_id: { is: id },
    sha256: { is: text(64) },
    subject: { is: longText },
    not_after: { is: instant },
    create_time: { is: instant },
  },
  unique: { uq_client_certificates_sha256: ['sha256'] },
  references: {
    fk_client_certificates_company: { column: 'company_id', table: 'companies' },
    fk_client_certificates_node: { column: 'node_id', table: 'nodes' },
  },
  indexes: { ix_client_certificates_node: ['node_id', 'create_time'] },
};

/** Certificates with which nodes sign in; each is one node's alone, across companies. */
export class ClientCertificates1763900000100 implements MigrationInterface {
  readonly name = 'ClientCertificates1763900000100';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, clientCertificates);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(clientCertificates.name, true);
  }
}
