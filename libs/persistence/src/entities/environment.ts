import { flag, id, instant, integer, text } from '../column-kinds.js';
import type { TableShape } from '../table-shape.js';

export interface EnvironmentRow {
  id: string;
  company_id: string;
  name: string;
  name_key: string;
  description: string;
  /** True for the API_MANAGER environment, else null: unique per company, so that there is one. */
  api_manager: boolean | null;
  /** Seconds that a node may go on with what it has kept; 0 for no limit. */
  max_cache_age: number;
  /** Its truststore has the system roots as well. */
  system_roots: boolean;
  version: number;
  create_time: Date;
  update_time: Date;
}

/** A definition in an environment where it is used. */
export interface EnvironmentAssignmentRow {
  definition_id: string;
  environment_id: string;
  company_id: string;
  certificate_id: string;
  /** The alias in the form that is compared while the certificate is there, null once it is deleted: unique per environment. */
  live_alias_key: string | null;
}

export const environmentAssignmentTable: TableShape<EnvironmentAssignmentRow> = {
  table: 'environment_assignments',
  columns: {
    definition_id: { is: id, key: true },
    environment_id: { is: id, key: true },
    company_id: { is: id },
    certificate_id: { is: id },
    live_alias_key: { is: text(512), nullable: true },
  },
};

export const environmentTable: TableShape<EnvironmentRow> = {
  table: 'environments',
  columns: {
    id: { is: id, key: true },
    company_id: { is: id },
    name: { is: text(128) },
    name_key: { is: text(512) },
    description: { is: text(1024) },
    api_manager: { is: flag, nullable: true },
    max_cache_age: { is: integer },
    system_roots: { is: flag },
    version: { is: integer },
    create_time: { is: instant },
    update_time: { is: instant },
  },
};
