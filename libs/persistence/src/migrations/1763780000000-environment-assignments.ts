import type { MigrationInterface, QueryRunner } from 'typeorm';
import { id, text } from '../column-kinds.js';
import { createTable, type NewTable } from './table-builder.js';

const assignments: NewTable = {
  name: 'environment_assignments',
  columns: {
    definition_id: { is: id, key: true },
    environment_id: { is: id, key: true },
    company_id: { is: id },
    certificate_id: { is: id },
    live_alias_key: { is: text(512), nullable: true },
  },
  unique: {
    uq_environment_assignments_alias: ['environment_id', 'live_alias_key'],
    uq_environment_assignments_certificate: ['environment_id', 'certificate_id'],
  },
  indexes: { ix_environment_assignments_certificate: ['certificate_id'] },
  references: {
    fk_environment_assignments_company: { column: 'company_id', table: 'companies' },
    fk_environment_assignments_environment: { column: 'environment_id', table: 'environments' },
    fk_environment_assignments_definition: { column: 'definition_id', table: 'definitions' },
    fk_environment_assignments_certificate: { column: 'certificate_id', table: 'certificates' },
  },
};

/** Which definitions are used in which environments. */
export class EnvironmentAssignments1763780000000 implements MigrationInterface {
  readonly name = 'EnvironmentAssignments1763780000000';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, assignments);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(assignments.name, true);
  }
}
