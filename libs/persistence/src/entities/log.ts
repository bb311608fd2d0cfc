import type { ChangeKind } from '@certkeep/application';
import { bytes, id, instant, integer, jsonText, text } from '../column-kinds.js';
import type { TableShape } from '../table-shape.js';

/** The change log: one gap-free sequence of revisions per company, in commit order. */
export interface ChangeRow {
  company_id: string;
  revision: number;
  kind: ChangeKind;
  record_id: string;
  create_time: Date;
}

export const changeTable: TableShape<ChangeRow> = {
  table: 'changes',
  columns: {
    company_id: { is: id, key: true },
    revision: { is: integer, key: true },
    kind: { is: text(32) },
    record_id: { is: id },
    create_time: { is: instant },
  },
};

export interface AuditEventRow {
  company_id: string;
  number: number;
  id: string;
  time: Date;
  actor_kind: string;
  actor_id: string;
  actor_name: string;
  action: string;
  target_type: string;
  target_id: string;
  target_name: string;
  source_address: string;
  trace_id: string;
  details: Record<string, string>;
}

export const auditEventTable: TableShape<AuditEventRow> = {
  table: 'audit_events',
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
};

/** First results of calls that asked to be repeatable, sealed, since a result may hold a token. */
export interface RequestResultRow {
  company_id: string;
  caller_id: string;
  request_key: string;
  id: string;
  sealed_result: Uint8Array;
  create_time: Date;
}

export const requestResultTable: TableShape<RequestResultRow> = {
  table: 'request_results',
  columns: {
    company_id: { is: id, key: true },
    caller_id: { is: text(64), key: true },
    request_key: { is: text(160), key: true },
    id: { is: id },
    sealed_result: { is: bytes },
    create_time: { is: instant },
  },
};

/** Which key-encryption keys this database's secrets need, so that a wrong key file is noticed at start. */
export interface SealingKeyRow {
  id: string;
  create_time: Date;
}

export const sealingKeyTable: TableShape<SealingKeyRow> = {
  table: 'sealing_keys',
  columns: { id: { is: text(64), key: true }, create_time: { is: instant } },
};
