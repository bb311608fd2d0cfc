import type { CertificateId, DefinitionId, EnvironmentId, VersionId } from '@certkeep/domain';
import type { CertificateFacts } from '@certkeep/x509';
import type { SealedSecret } from '../key-sealer.js';
import type { Page, PageRequest } from '../page.js';
import type { Certificate, DefinitionSource, VersionMaterial } from './certificate.js';

export const certificateOrders = ['name', 'expire_time', 'create_time'] as const;
export type CertificateOrder = (typeof certificateOrders)[number];

export interface CertificateQuery {
  /** Part of a name or description, in any case; empty for all. */
  readonly search: string;
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
  findPrimary(): Promise<Certificate | undefined>;
  findByName(name: string): Promise<CertificateReference | undefined>;
  /** @param sha256 lower-case hex of the leaf's SHA-256 fingerprint */
  findByLeaf(sha256: string): Promise<CertificateReference | undefined>;
  /** @param spkiSha256 lower-case hex SHA-256 of the leaf's SubjectPublicKeyInfo */
  findByPublicKey(spkiSha256: string): Promise<CertificateReference | undefined>;
  /** The certificate that has the alias in one of the environments, and in which. */
  findByAlias(
    alias: string,
    environments: readonly EnvironmentId[],
  ): Promise<(CertificateReference & { readonly environmentId: EnvironmentId }) | undefined>;
  list(query: CertificateQuery): Promise<Page<Certificate>>;
  /** The current version's bytes of one definition. */
  material(definition: DefinitionId): Promise<VersionMaterial | undefined>;
}

export interface NewCertificate {
  readonly id: CertificateId;
  readonly name: string;
  readonly description: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly definition: {
    readonly id: DefinitionId;
    readonly alias: string;
    readonly environmentIds: readonly EnvironmentId[];
    readonly source: DefinitionSource;
    readonly version: {
      readonly id: VersionId;
      readonly facts: CertificateFacts;
      readonly leaf: Uint8Array;
      readonly chain: readonly Uint8Array[];
      readonly sealedKey: SealedSecret | undefined;
    };
  };
}

export interface CertificateEdit {
  readonly name?: string;
  readonly description?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface CertificateWriter {
  insert(certificate: NewCertificate): Promise<void>;
  update(id: CertificateId, edit: CertificateEdit): Promise<void>;
  /** Leaves every other certificate of the company without the mark. */
  movePrimaryTo(id: CertificateId): Promise<void>;
  clearPrimary(): Promise<void>;
  /** Hides it from every read, frees its name, and takes the primary mark and nodes' choice from it. The key stays sealed. */
  markDeleted(id: CertificateId): Promise<void>;
}
