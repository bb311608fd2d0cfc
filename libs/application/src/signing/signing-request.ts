import type { CertificateId, DefinitionId, SigningRequestId } from '@certkeep/domain';

export type SigningRequestState = 'PENDING' | 'COMPLETED' | 'CANCELLED';

export const signingKeyTypes = [
  'EC_P256',
  'EC_P384',
  'EC_P521',
  'RSA_2048',
  'RSA_3072',
  'RSA_4096',
  'ED25519',
  'ED448',
] as const;
export type SigningKeyType = (typeof signingKeyTypes)[number];

/** What a signing request asks for. */
export interface SigningSubject {
  /** RFC 4514 text. */
  readonly subject: string;
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  readonly keyType: SigningKeyType;
}

/** A key that was made and sealed here, waiting for its signed certificate (RFC 2986). */
export interface SigningRequest {
  readonly id: SigningRequestId;
  /** The certificate that it renews; for a new one, the certificate that it became, once it has. */
  readonly certificateId: CertificateId | undefined;
  readonly definitionId: DefinitionId | undefined;
  /** Of the certificate to be. */
  readonly name: string;
  readonly subject: SigningSubject;
  /** PKCS#10 DER. */
  readonly csr: Uint8Array;
  readonly state: SigningRequestState;
  /** Lower-case hex SHA-256 of the public key. */
  readonly spkiSha256: string;
  /** Counts the record's changes: the etag is made from it. */
  readonly version: number;
  readonly createTime: Date;
  readonly updateTime: Date;
}
