import { bytes, id, instant, integer, text } from '../column-kinds.js';
import type { TableShape } from '../table-shape.js';

/** What a node said about a revision. */
interface ReportedColumns {
  revision: number;
  stage: string;
  /** Of what the node was to present when it reported; empty when the report was about something older. */
  etag: string;
  sha256: string;
  failure_message: string;
  cache_since: Date | null;
  client: string;
}

const reported = {
  revision: { is: integer },
  stage: { is: text(16) },
  etag: { is: text(128) },
  sha256: { is: text(64) },
  failure_message: { is: text(1024) },
  cache_since: { is: instant, nullable: true },
  client: { is: text(128) },
} as const;

export interface NodeReportRow extends ReportedColumns {
  id: string;
  company_id: string;
  node_id: string;
  certificate_id: string;
  certificate_name: string;
  report_time: Date;
}

export const nodeReportTable: TableShape<NodeReportRow> = {
  table: 'node_reports',
  columns: {
    id: { is: id, key: true },
    company_id: { is: id },
    node_id: { is: id },
    certificate_id: { is: text(36) },
    certificate_name: { is: text(128) },
    report_time: { is: instant },
    ...reported,
  },
};

/** A node's last report, and when it was last there. */
export interface NodeStateRow extends ReportedColumns {
  node_id: string;
  company_id: string;
  seen_time: Date;
  /** It watches, until then at the least. */
  watched_until: Date;
  acknowledged_revision: number;
  acknowledge_time: Date | null;
  report_time: Date | null;
}

export const nodeStateTable: TableShape<NodeStateRow> = {
  table: 'node_states',
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
};

/** The key that signs what a company's nodes present. */
export interface RevisionKeyRow {
  company_id: string;
  id: string;
  /** SubjectPublicKeyInfo DER. */
  public_key: Uint8Array;
  sealed_key: Uint8Array;
  sealing_key_id: string;
  create_time: Date;
}

export const revisionKeyTable: TableShape<RevisionKeyRow> = {
  table: 'revision_keys',
  columns: {
    company_id: { is: id, key: true },
    id: { is: id },
    public_key: { is: bytes },
    sealed_key: { is: bytes },
    sealing_key_id: { is: text(64) },
    create_time: { is: instant },
  },
};
