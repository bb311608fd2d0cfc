import type { MigrationInterface, QueryRunner } from 'typeorm';
import { integer } from '../column-kinds.js';
import { addColumn } from './table-builder.js';

/** Since which revision a node is to try again what it reported to have failed. */
export class DeploymentRetries1763910000000 implements MigrationInterface {
  readonly name = 'DeploymentRetries1763910000000';

  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'nodes', 'retry_revision', { is: integer, default: 0 });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumn('nodes', 'retry_revision');
  }
}
