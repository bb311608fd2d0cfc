import type { CertificateFacts, DefinitionSource } from '@certkeep/application';
import { bytes, flag, id, instant, integer, jsonText, longText, text } from '../column-kinds.js';
import type { TableShape } from '../table-shape.js';

export interface CertificateRow {
  id: string;
  company_id: string;
  name: string;
  /** The name in the form that is compared and sorted by. */
  name_key: string;
  /** The same while the certificate is there, null once it is deleted: unique per company. */
  live_name_key: string | null;
  description: string;
  labels: Record<string, string>;
  /** True for the primary, else null: unique per company, so that there is at most one. */
  primary_marker: boolean | null;
  /** Everything that a search looks at, in the form that is compared. */
  search_text: string;
  /** When the status changes, by the definitions' current versions: never later than `warn_time`. */
  start_time: Date;
  warn_time: Date;
  /** The earliest end among the definitions' current versions. */
  expire_time: Date;
  /** Something depends on it. */
  in_use: boolean;
  version: number;
  create_time: Date;
  update_time: Date;
  delete_time: Date | null;
}

export const certificateTable: TableShape<CertificateRow> = {
  table: 'certificates',
  columns: {
    id: { is: id, key: true },
    company_id: { is: id },
    name: { is: text(128) },
    name_key: { is: text(512) },
    live_name_key: { is: text(512), nullable: true },
    description: { is: text(1024) },
    labels: { is: jsonText },
    primary_marker: { is: flag, nullable: true },
    search_text: { is: longText },
    start_time: { is: instant },
    warn_time: { is: instant },
    expire_time: { is: instant },
    in_use: { is: flag },
    version: { is: integer },
    create_time: { is: instant },
    update_time: { is: instant },
    delete_time: { is: instant, nullable: true },
  },
};

export interface DefinitionRow {
  id: string;
  company_id: string;
  certificate_id: string;
  alias: string;
  alias_key: string;
  source: DefinitionSource;
  /** True for the definition that no environment is assigned to, else null: unique per certificate. */
  default_marker: boolean | null;
  current_version_id: string;
  create_time: Date;
  update_time: Date;
}

export const definitionTable: TableShape<DefinitionRow> = {
  table: 'definitions',
  columns: {
    id: { is: id, key: true },
    company_id: { is: id },
    certificate_id: { is: id },
    alias: { is: text(128) },
    alias_key: { is: text(512) },
    source: { is: text(32) },
    default_marker: { is: flag, nullable: true },
    current_version_id: { is: id },
    create_time: { is: instant },
    update_time: { is: instant },
  },
};

export interface VersionRow {
  id: string;
  company_id: string;
  definition_id: string;
  number: number;
  leaf_sha256: string;
  /** The same while its certificate is there, null once that is deleted: unique per company. */
  live_leaf_sha256: string | null;
  spki_sha256: string;
  not_before: Date;
  not_after: Date;
  /** All that was parsed from the leaf; the two times stand in columns of their own. */
  facts: Omit<CertificateFacts, 'notBefore' | 'notAfter'>;
  leaf: Uint8Array;
  chain: Uint8Array;
  /** The private key, sealed, never in the clear. */
  sealed_key: Uint8Array | null;
  sealing_key_id: string | null;
  create_time: Date;
}

export const versionTable: TableShape<VersionRow> = {
  table: 'versions',
  columns: {
    id: { is: id, key: true },
    company_id: { is: id },
    definition_id: { is: id },
    number: { is: integer },
    leaf_sha256: { is: text(64) },
    live_leaf_sha256: { is: text(64), nullable: true },
    spki_sha256: { is: text(64) },
    not_before: { is: instant },
    not_after: { is: instant },
    facts: { is: jsonText },
    leaf: { is: bytes },
    chain: { is: bytes },
    sealed_key: { is: bytes, nullable: true },
    sealing_key_id: { is: text(64), nullable: true },
    create_time: { is: instant },
  },
};
