import type { CertificateId, CertificateName, DefinitionId, EnvironmentId, VersionId } from '@certkeep/domain';
import type { CertificateFacts } from '@certkeep/x509';
import type { SealedSecret } from '../key-sealer.js';
import type { Page, PageRequest } from '../page.js';
import type { Certificate, DefinitionSource, Version, VersionMaterial } from './certificate.js';
import type { CertificateFilter } from './certificate-filter.js';
import type { CertificateSummary, SummaryQuery } from './certificate-summary.js';

export const certificateOrders = ['name', 'expire_time', 'create_time'] as const;
export type CertificateOrder = (typeof certificateOrders)[number];

export interface CertificateQuery {
  readonly filter: CertificateFilter;
  /** The moment that statuses and days are counted from. */
  readonly at: Date;
  readonly orderBy: CertificateOrder;
  readonly descending: boolean;
  readonly page: PageRequest;
}

/** A certificate by id and name: enough to tell a person which one stands in the way. */
export interface CertificateReference {
  readonly id: CertificateId;
  readonly name: string;
}

export interface CertificateReader {
  find(id: CertificateId): Promise<Certificate | undefined>;
  /** Those of these that are there, in no order. */
  findMany(ids: readonly CertificateId[]): Promise<readonly Certificate[]>;
  findPrimary(): Promise<Certificate | undefined>;
  findByName(name: string): Promise<CertificateReference | undefined>;
  /** @param sha256 lower-case hex of the leaf's SHA-256 fingerprint */
  findByLeaf(sha256: string): Promise<CertificateReference | undefined>;
  /** @param spkiSha256 lower-case hex SHA-256 of the leaf's SubjectPublicKeyInfo */
  findByPublicKey(spkiSha256: string): Promise<CertificateReference | undefined>;
  /** The certificate, other than `except`, that has the alias in one of the environments, and in which. */
  findByAlias(
    alias: string,
    environments: readonly EnvironmentId[],
    except?: CertificateId,
  ): Promise<(CertificateReference & { readonly environmentId: EnvironmentId }) | undefined>;
  /** The certificate that the definition belongs to. */
  findByDefinition(id: DefinitionId): Promise<Certificate | undefined>;
  /** One that was deleted and can be restored. */
  findDeleted(id: CertificateId): Promise<Certificate | undefined>;
  /** Another certificate that is there and has one of this deleted definition's certificates. */
  findLiveTwin(definition: DefinitionId): Promise<CertificateReference | undefined>;
  /** Deleted certificates whose deletion is not younger than this moment. */
  listDeletedUntil(time: Date): Promise<readonly CertificateId[]>;
  list(query: CertificateQuery): Promise<Page<Certificate>>;
  summarize(query: SummaryQuery): Promise<CertificateSummary>;
  /** Newest first. */
  listVersions(definition: DefinitionId, page: PageRequest): Promise<Page<Version>>;
  findVersion(definition: DefinitionId, number: number): Promise<Version | undefined>;
  /** @param sha256 lower-case hex of the leaf's SHA-256 fingerprint */
  findVersionByLeaf(definition: DefinitionId, sha256: string): Promise<Version | undefined>;
  /** The bytes of one version of a definition: the current one's unless another is named. */
  material(definition: DefinitionId, number?: number): Promise<VersionMaterial | undefined>;
}

export interface NewVersion {
  readonly id: VersionId;
  readonly facts: CertificateFacts;
  /** DER. */
  readonly leaf: Uint8Array;
  /** DER, the leaf's issuer first. */
  readonly chain: readonly Uint8Array[];
  readonly sealedKey: SealedSecret | undefined;
}

export interface NewDefinition {
  readonly id: DefinitionId;
  readonly alias: string;
  readonly environmentIds: readonly EnvironmentId[];
  readonly source: DefinitionSource;
  readonly version: NewVersion;
}

export interface NewCertificate {
  readonly id: CertificateId;
  readonly name: string;
  readonly description: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly definition: NewDefinition;
}

export interface CertificateEdit {
  readonly name?: string;
  readonly description?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface CertificateWriter {
  insert(certificate: NewCertificate): Promise<void>;
  update(id: CertificateId, edit: CertificateEdit): Promise<void>;
  insertDefinition(certificate: CertificateId, definition: NewDefinition): Promise<void>;
  updateDefinition(
    id: DefinitionId,
    edit: { readonly alias: string; readonly environmentIds: readonly EnvironmentId[] },
  ): Promise<void>;
  /** With its versions and their keys, for good. */
  deleteDefinition(id: DefinitionId): Promise<void>;
  /** As the definition's next version, and current. */
  insertVersion(definition: DefinitionId, version: NewVersion, source: DefinitionSource): Promise<void>;
  makeCurrent(definition: DefinitionId, version: VersionId): Promise<void>;
  /** Destroys the versions before this one, with their keys; the current one stays. */
  deleteVersionsBefore(definition: DefinitionId, number: number): Promise<void>;
  /** Leaves every other certificate of the company without the mark. */
  movePrimaryTo(id: CertificateId): Promise<void>;
  clearPrimary(): Promise<void>;
  /** Hides it from every read, frees its name, and takes the primary mark and nodes' choice from it. The key stays sealed. */
  markDeleted(id: CertificateId): Promise<void>;
  /** Brings a deleted certificate back under this name, with its assignments; not as primary. */
  restore(id: CertificateId, name: CertificateName): Promise<void>;
  /** Takes all of its definitions out of their environments. */
  releaseEnvironments(id: CertificateId): Promise<void>;
  /** Destroys a deleted certificate with its keys, for good. */
  purge(id: CertificateId): Promise<void>;
}
