import type { CertificateFacts } from '@certkeep/application';
import { bytes, id, instant, integer, jsonText, longText, text } from '../column-kinds.js';
import type { TableShape } from '../table-shape.js';

/** A certificate that was imported to be trusted in an environment. */
export interface TrustedCaRow {
  id: string;
  company_id: string;
  environment_id: string;
  alias: string;
  /** The alias in the form that is compared and sorted by: unique per environment. */
  alias_key: string;
  /** Everything that a search looks at, in the form that is compared. */
  search_text: string;
  /** Unique per environment. */
  sha256: string;
  spki_sha256: string;
  not_before: Date;
  not_after: Date;
  /** All that was parsed; the two times stand in columns of their own. */
  facts: Omit<CertificateFacts, 'notBefore' | 'notAfter'>;
  der: Uint8Array;
  version: number;
  create_time: Date;
  update_time: Date;
}

export const trustedCaTable: TableShape<TrustedCaRow> = {
  table: 'trusted_cas',
  columns: {
    id: { is: id, key: true },
    company_id: { is: id },
    environment_id: { is: id },
    alias: { is: text(128) },
    alias_key: { is: text(512) },
    search_text: { is: longText },
    sha256: { is: text(64) },
    spki_sha256: { is: text(64) },
    not_before: { is: instant },
    not_after: { is: instant },
    facts: { is: jsonText },
    der: { is: bytes },
    version: { is: integer },
    create_time: { is: instant },
    update_time: { is: instant },
  },
};
