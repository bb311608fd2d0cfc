import type { SigningRequestState, SigningSubject } from '@certkeep/application';
import { bytes, id, instant, integer, jsonText, text } from '../column-kinds.js';
import type { TableShape } from '../table-shape.js';

export interface SigningRequestRow {
  id: string;
  company_id: string;
  certificate_id: string | null;
  definition_id: string | null;
  name: string;
  subject: SigningSubject;
  /** PKCS#10 DER. */
  csr: Uint8Array;
  state: SigningRequestState;
  spki_sha256: string;
  /** PKCS#8, sealed; null once the key belongs to a version, or was destroyed. */
  sealed_key: Uint8Array | null;
  sealing_key_id: string | null;
  version: number;
  create_time: Date;
  update_time: Date;
}

export const signingRequestTable: TableShape<SigningRequestRow> = {
  table: 'signing_requests',
  columns: {
    id: { is: id, key: true },
    company_id: { is: id },
    certificate_id: { is: id, nullable: true },
    definition_id: { is: id, nullable: true },
    name: { is: text(128) },
    subject: { is: jsonText },
    csr: { is: bytes },
    state: { is: text(16) },
    spki_sha256: { is: text(64) },
    sealed_key: { is: bytes, nullable: true },
    sealing_key_id: { is: text(64), nullable: true },
    version: { is: integer },
    create_time: { is: instant },
    update_time: { is: instant },
  },
};
