import type { CertificateId, DefinitionId, EnvironmentId, VersionId } from '@certkeep/domain';
import type { CertificateFacts } from '@certkeep/x509';

/** Immutable material: a leaf with what was parsed from it, its chain, and whether a private key is kept sealed. */
export interface Version {
  readonly id: VersionId;
  /** 1, 2, 3… within its definition. */
  readonly number: number;
  readonly facts: CertificateFacts;
  readonly hasKey: boolean;
  readonly createTime: Date;
}

/** What a certificate is in some environments; without any, it is the certificate's default definition. */
export interface Definition {
  readonly id: DefinitionId;
  readonly alias: string;
  /** That it is assigned to; none: it is the certificate's default definition. */
  readonly environmentIds: readonly EnvironmentId[];
  readonly source: DefinitionSource;
  readonly current: Version;
}

export type DefinitionSource = 'FILE' | 'PASTE' | 'HTTPS' | 'LDAPS' | 'SIGNING_REQUEST';

export interface Certificate {
  readonly id: CertificateId;
  readonly name: string;
  readonly description: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly primary: boolean;
  /** Counts the record's changes: the etag is made from it. */
  readonly version: number;
  readonly createTime: Date;
  readonly updateTime: Date;
  /** Set while it is deleted and can be restored. */
  readonly deleteTime: Date | undefined;
  /** Something depends on it. */
  readonly inUse: boolean;
  readonly definitions: readonly Definition[];
  /** How many API nodes have this certificate chosen by hand. */
  readonly chosenByNodeCount: number;
  /** How many custom domains it serves. */
  readonly customDomainCount: number;
  /** How many JWKs follow it. */
  readonly jwkCount: number;
}

/** A version's bytes, as a runtime needs them. The private key is sealed. */
export interface VersionMaterial {
  readonly versionId: VersionId;
  readonly number: number;
  readonly definitionId: DefinitionId;
  /** DER. */
  readonly leaf: Uint8Array;
  /** DER, the leaf's issuer first. */
  readonly chain: readonly Uint8Array[];
  readonly sealedKey: Uint8Array | undefined;
}

/** The definition that is used wherever no other one names the environment; the only one, where there is none such. */
export function defaultDefinition(certificate: Certificate): Definition {
  const { definitions } = certificate;
  const definition = definitions.find(({ environmentIds }) => environmentIds.length === 0) ?? definitions[0];
  if (definition === undefined) throw new TypeError(`certificate ${certificate.id} has no definition`);
  return definition;
}
