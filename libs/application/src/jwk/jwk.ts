import type { CertificateId, DefinitionId, EnvironmentId, JwkId, JwkUse } from '@certkeep/domain';
import type { CertificateJwk } from '@certkeep/x509';
import type { DefinitionSource } from '../certificate/certificate.js';

export const kidKinds = ['THUMBPRINT', 'CERTIFICATE_SHA256', 'TIME', 'TYPED'] as const;
/** How a key id comes about. All but TYPED are made anew with each key. */
export type KidKind = (typeof kidKinds)[number];

/** The definition that a JWK follows. */
export interface JwkLink {
  readonly certificateId: CertificateId;
  readonly certificateName: string;
  readonly definitionId: DefinitionId;
  readonly definitionAlias: string;
}

/** What somebody chooses of a JWK. */
export interface JwkSettings {
  readonly name: string;
  readonly description: string;
  readonly kid: string;
  readonly kidKind: KidKind;
  readonly use: JwkUse;
  /** RFC 7518 name. */
  readonly algorithm: string;
  /** RFC 7517 section 4.3, of both halves; none: not said. */
  readonly operations: readonly string[];
  /** Whose JWK Sets hold it beside the company's. */
  readonly environmentIds: readonly EnvironmentId[];
}

/** What a JWK has of the version that it was made from. */
export interface JwkKey {
  readonly certificate: CertificateJwk;
  readonly versionNumber: number;
  readonly source: DefinitionSource;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** An earlier public key, published on so that what was signed with it still verifies. */
export interface RetiredJwk {
  readonly kid: string;
  /** The whole public JWK. */
  readonly publicJwk: PublicJwk;
  /** When it is published no more. */
  readonly endTime: Date;
}

export type PublicJwk = Readonly<Record<string, string | readonly string[]>>;

/** A JSON Web Key (RFC 7517). Its private half, if it has one, is kept sealed. */
export interface Jwk extends JwkSettings {
  readonly id: JwkId;
  /** Undefined once it is disconnected. */
  readonly link: JwkLink | undefined;
  readonly key: JwkKey;
  readonly isPrivate: boolean;
  readonly retired: readonly RetiredJwk[];
  /** Counts the record's changes: the etag is made from it. */
  readonly version: number;
  readonly createTime: Date;
  readonly updateTime: Date;
}
