import { id, instant, integer, text } from '../column-kinds.js';
import type { TableShape } from '../table-shape.js';

export interface CompanyRow {
  id: string;
  slug: string;
  name: string;
  revision: number;
  /** Number of the newest audit event: counted like the revision, so that the log has no gap. */
  audit_number: number;
  warning_window_days: number;
  /** How long an earlier public key of a JWK stays published. */
  jwk_grace_seconds: number;
  setup_secret_hash: string | null;
  setup_expire_time: Date | null;
  create_time: Date;
}

export const companyTable: TableShape<CompanyRow> = {
  table: 'companies',
  columns: {
    id: { is: id, key: true },
    slug: { is: text(63) },
    name: { is: text(128) },
    revision: { is: integer },
    audit_number: { is: integer },
    warning_window_days: { is: integer },
    jwk_grace_seconds: { is: integer },
    setup_secret_hash: { is: text(64), nullable: true },
    setup_expire_time: { is: instant, nullable: true },
    create_time: { is: instant },
  },
};
