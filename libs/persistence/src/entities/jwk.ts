import type { DefinitionSource, JwkKey, KidKind, PublicJwk } from '@certkeep/application';
import type { JwkUse } from '@certkeep/domain';
import { bytes, id, instant, integer, jsonText, text } from '../column-kinds.js';
import type { TableShape } from '../table-shape.js';

export interface JwkRow {
  id: string;
  company_id: string;
  name: string;
  name_key: string;
  description: string;
  /** Both null once it is disconnected. */
  certificate_id: string | null;
  definition_id: string | null;
  version_number: number;
  source: DefinitionSource;
  kid: string;
  kid_kind: KidKind;
  use_for: JwkUse;
  algorithm: string;
  operations: string[];
  certificate_jwk: JwkKey['certificate'];
  /** PKCS#8, sealed; null for a public one. */
  sealed_key: Uint8Array | null;
  sealing_key_id: string | null;
  start_time: Date;
  warn_time: Date;
  expire_time: Date;
  version: number;
  create_time: Date;
  update_time: Date;
}

export const jwkTable: TableShape<JwkRow> = {
  table: 'jwks',
  columns: {
    id: { is: id, key: true },
    company_id: { is: id },
    name: { is: text(128) },
    name_key: { is: text(512) },
    description: { is: text(1024) },
    certificate_id: { is: id, nullable: true },
    definition_id: { is: id, nullable: true },
    version_number: { is: integer },
    source: { is: text(16) },
    kid: { is: text(255) },
    kid_kind: { is: text(32) },
    use_for: { is: text(8) },
    algorithm: { is: text(32) },
    operations: { is: jsonText },
    certificate_jwk: { is: jsonText },
    sealed_key: { is: bytes, nullable: true },
    sealing_key_id: { is: text(64), nullable: true },
    start_time: { is: instant },
    warn_time: { is: instant },
    expire_time: { is: instant },
    version: { is: integer },
    create_time: { is: instant },
    update_time: { is: instant },
  },
};

export interface JwkEnvironmentRow {
  jwk_id: string;
  environment_id: string;
  company_id: string;
}

export const jwkEnvironmentTable: TableShape<JwkEnvironmentRow> = {
  table: 'jwk_environments',
  columns: {
    jwk_id: { is: id, key: true },
    environment_id: { is: id, key: true },
    company_id: { is: id },
  },
};

/** An earlier public key of a JWK; of one key id the last one. */
export interface RetiredJwkRow {
  jwk_id: string;
  kid_sha256: string;
  company_id: string;
  kid: string;
  public_jwk: PublicJwk;
  end_time: Date;
}

export const retiredJwkTable: TableShape<RetiredJwkRow> = {
  table: 'retired_jwks',
  columns: {
    jwk_id: { is: id, key: true },
    kid_sha256: { is: text(64), key: true },
    company_id: { is: id },
    kid: { is: text(255) },
    public_jwk: { is: jsonText },
    end_time: { is: instant },
  },
};
