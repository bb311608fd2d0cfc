import { flag, id, instant, integer, text } from '../column-kinds.js';
import type { TableShape } from '../table-shape.js';

export interface EnvironmentRow {
  id: string;
  company_id: string;
  name: string;
  name_key: string;
  /** True for the API_MANAGER environment, else null: unique per company, so that there is one. */
  api_manager: boolean | null;
  version: number;
  create_time: Date;
  update_time: Date;
}

export const environmentTable: TableShape<EnvironmentRow> = {
  table: 'environments',
  columns: {
    id: { is: id, key: true },
    company_id: { is: id },
    name: { is: text(128) },
    name_key: { is: text(512) },
    api_manager: { is: flag, nullable: true },
    version: { is: integer },
    create_time: { is: instant },
    update_time: { is: instant },
  },
};
