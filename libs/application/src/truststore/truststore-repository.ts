import type { CertificateId, DefinitionId, EnvironmentId, KnownCa, TrustedCaId } from '@certkeep/domain';
import type { CertificateFacts } from '@certkeep/x509';

/** A certificate that was imported to be trusted in one environment. */
export interface TrustedCa {
  readonly id: TrustedCaId;
  readonly environmentId: EnvironmentId;
  readonly alias: string;
  readonly facts: CertificateFacts;
  /** Counts the record's changes: the etag is made from it. */
  readonly version: number;
  readonly createTime: Date;
  readonly updateTime: Date;
}

/** As much of an imported CA as tells what becomes of others that come in. */
export interface StoredCa extends KnownCa {
  readonly version: number;
  readonly createTime: Date;
  readonly updateTime: Date;
}

export interface NewTrustedCa {
  readonly id: TrustedCaId;
  readonly environmentId: EnvironmentId;
  readonly alias: string;
  readonly facts: CertificateFacts;
  readonly der: Uint8Array;
}

/** A definition that is assigned to an environment, by its current version's leaf. */
export interface AssignedEntry {
  readonly definitionId: DefinitionId;
  readonly certificateId: CertificateId;
  readonly alias: string;
  readonly facts: CertificateFacts;
  readonly createTime: Date;
  readonly updateTime: Date;
}

/** What somebody who checks a peer needs of an entry. */
export interface TrustAnchor {
  readonly alias: string;
  readonly der: Uint8Array;
  /** Of the DER, in lower-case hex. */
  readonly sha256: string;
}

/** The anchor that a certificate is while it is assigned. */
export interface AssignedAnchor extends TrustAnchor {
  readonly certificateId: CertificateId;
}

/** A run of entries in the order of their aliases, as aliases are compared. */
export interface EntryQuery {
  readonly environmentId: EnvironmentId;
  /** As `searchKey` makes it; empty: all. */
  readonly search: string;
  /** The alias key that the run begins after. */
  readonly after: string | undefined;
  readonly limit: number;
}

export interface TruststoreReader {
  listAssigned(query: EntryQuery): Promise<readonly AssignedEntry[]>;
  listImported(query: EntryQuery): Promise<readonly TrustedCa[]>;
  countAssigned(environment: EnvironmentId): Promise<number>;
  countImported(environment: EnvironmentId): Promise<number>;
  /** Those of these alias keys that something assigned or imported has. */
  takenAliases(environment: EnvironmentId, aliasKeys: readonly string[]): Promise<ReadonlySet<string>>;
  assignedAnchors(environment: EnvironmentId): Promise<readonly AssignedAnchor[]>;
  /** Those of these certificates alone. */
  assignedAnchorsOf(
    environment: EnvironmentId,
    certificates: readonly CertificateId[],
  ): Promise<readonly AssignedAnchor[]>;
  importedAnchors(environment: EnvironmentId): Promise<readonly TrustAnchor[]>;
  find(id: TrustedCaId): Promise<TrustedCa | undefined>;
  /** All that were imported into the environment. */
  knownCas(environment: EnvironmentId): Promise<readonly StoredCa[]>;
  /** Alias keys of all that is assigned to the environment. */
  assignedAliases(environment: EnvironmentId): Promise<ReadonlySet<string>>;
}

export interface TruststoreWriter {
  insert(cas: readonly NewTrustedCa[]): Promise<void>;
  rename(id: TrustedCaId, alias: string): Promise<void>;
  /** Puts a renewed certificate in its place. */
  replace(id: TrustedCaId, renewed: { readonly facts: CertificateFacts; readonly der: Uint8Array }): Promise<void>;
  delete(id: TrustedCaId): Promise<void>;
}
