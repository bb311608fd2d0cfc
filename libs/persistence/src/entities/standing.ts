import { id, integer, text } from '../column-kinds.js';
import type { TableShape } from '../table-shape.js';

export type CountKind = 'total' | 'in_use' | 'start' | 'warn' | 'expire';

/** How many certificates: in all and in use on day 0, and by the day on which their status changes. */
export interface CertificateCountRow {
  company_id: string;
  kind: CountKind;
  /** Whole days since 1970-01-01 UTC. */
  day: number;
  count: number;
}

export const certificateCountTable: TableShape<CertificateCountRow> = {
  table: 'certificate_counts',
  columns: {
    company_id: { is: id, key: true },
    kind: { is: text(16), key: true },
    day: { is: integer, key: true },
    count: { is: integer },
  },
};

/** A label of a certificate that is there, where lists can look for it. */
export interface CertificateLabelRow {
  certificate_id: string;
  label_key: string;
  company_id: string;
  label_value: string;
}

export const certificateLabelTable: TableShape<CertificateLabelRow> = {
  table: 'certificate_labels',
  columns: {
    certificate_id: { is: id, key: true },
    label_key: { is: text(63), key: true },
    company_id: { is: id },
    label_value: { is: text(255) },
  },
};

/** A name with which a definition of a certificate that is there covers hosts, wildcards among them. */
export interface CoveredNameRow {
  definition_id: string;
  name: string;
  company_id: string;
  certificate_id: string;
}

export const coveredNameTable: TableShape<CoveredNameRow> = {
  table: 'covered_names',
  columns: {
    definition_id: { is: id, key: true },
    name: { is: text(255), key: true },
    company_id: { is: id },
    certificate_id: { is: id },
  },
};
