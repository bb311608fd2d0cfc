import type { CertificateId, CertificateStatus, DefinitionId, JwkId } from '@certkeep/domain';
import type { DefinitionSource } from '../certificate/certificate.js';
import type { SealedSecret } from '../key-sealer.js';
import type { Page, PageRequest } from '../page.js';
import type { Jwk, JwkKey, JwkSettings, RetiredJwk } from './jwk.js';

export const jwkOrders = ['name', 'expire_time', 'create_time'] as const;
export type JwkOrder = (typeof jwkOrders)[number];

/** Which JWKs a list shows: all that is set must hold. */
export interface JwkFilter {
  /** Part of a name or key id, in any case; empty for all. */
  readonly search: string;
  readonly certificateId: CertificateId | undefined;
  readonly definitionId: DefinitionId | undefined;
  readonly isConnected: boolean | undefined;
  /** One of these; none for all. */
  readonly sources: readonly DefinitionSource[];
  /** Of the certificate's end; one of these; none for all. */
  readonly statuses: readonly CertificateStatus[];
  /** The certificate ends within this many days, or has ended. */
  readonly expiresInDays: number | undefined;
}

export interface JwkQuery {
  readonly filter: JwkFilter;
  /** The moment that statuses and days are counted from. */
  readonly at: Date;
  readonly orderBy: JwkOrder;
  readonly descending: boolean;
  readonly page: PageRequest;
}

export interface JwkReference {
  readonly id: JwkId;
  readonly name: string;
}

/** A retired key, and the JWK that had it. */
export type RetiredHolder = JwkReference & RetiredJwk;

export interface JwkReader {
  find(id: JwkId): Promise<Jwk | undefined>;
  findByName(name: string): Promise<JwkReference | undefined>;
  /** The one whose current key has this id. */
  findByKid(kid: string): Promise<JwkReference | undefined>;
  list(query: JwkQuery): Promise<Page<Jwk>>;
  /** Those that follow one of the certificate's definitions, by name. */
  listLinked(certificate: CertificateId): Promise<readonly Jwk[]>;
  /** All of the company's. */
  listAll(): Promise<readonly Jwk[]>;
  /** The retired keys with this id whose time is not over. */
  listRetired(kid: string, at: Date): Promise<readonly RetiredHolder[]>;
  /** PKCS#8, sealed for this JWK; undefined for a public one. */
  sealedKey(id: JwkId): Promise<Uint8Array | undefined>;
}

/** The definition that a JWK is made from, and what it takes from it. */
export interface NewJwkKey extends JwkKey {
  readonly certificateId: CertificateId;
  readonly definitionId: DefinitionId;
  /** Undefined for a public one. */
  readonly sealedKey: SealedSecret | undefined;
}

export interface JwkWriter {
  insert(id: JwkId, settings: JwkSettings, key: NewJwkKey): Promise<void>;
  update(id: JwkId, settings: JwkSettings): Promise<void>;
  /** Another key, with the settings that it brings; a private JWK stays private. */
  takeKey(id: JwkId, settings: JwkSettings, key: NewJwkKey): Promise<void>;
  retire(id: JwkId, retired: RetiredJwk): Promise<void>;
  /** The JWK's current key has this id now: an earlier one is published under it no more. */
  unretire(id: JwkId, kid: string): Promise<void>;
  disconnect(id: JwkId): Promise<void>;
  /** With its keys, the retired ones too. */
  delete(id: JwkId): Promise<void>;
  /** Forgets retired keys whose time is over. */
  forgetRetired(until: Date): Promise<void>;
}
