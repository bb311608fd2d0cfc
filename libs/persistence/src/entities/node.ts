import { flag, id, instant, integer, text } from '../column-kinds.js';
import type { TableShape } from '../table-shape.js';

export interface NodeRow {
  id: string;
  company_id: string;
  name: string;
  name_key: string;
  environment_id: string | null;
  mtls_enabled: boolean;
  chosen_certificate_id: string | null;
  /** Since when it is to try again what it reported to have failed; 0: it was never asked to. */
  retry_revision: number;
  version: number;
  create_time: Date;
  update_time: Date;
}

export const nodeTable: TableShape<NodeRow> = {
  table: 'nodes',
  columns: {
    id: { is: id, key: true },
    company_id: { is: id },
    name: { is: text(128) },
    name_key: { is: text(512) },
    environment_id: { is: id, nullable: true },
    mtls_enabled: { is: flag },
    chosen_certificate_id: { is: id, nullable: true },
    retry_revision: { is: integer },
    version: { is: integer },
    create_time: { is: instant },
    update_time: { is: instant },
  },
};
