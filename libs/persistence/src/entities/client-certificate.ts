import { id, instant, longText, text } from '../column-kinds.js';
import type { TableShape } from '../table-shape.js';

export interface ClientCertificateRow {
  id: string;
  company_id: string;
  node_id: string;
  sha256: string;
  subject: string;
  not_after: Date;
  create_time: Date;
}

export const clientCertificateTable: TableShape<ClientCertificateRow> = {
  table: 'client_certificates',
  columns: {
    id: { is: id, key: true },
    company_id: { is: id },
    node_id: { is: id },
    sha256: { is: text(64) },
    subject: { is: longText },
    not_after: { is: instant },
    create_time: { is: instant },
  },
};
