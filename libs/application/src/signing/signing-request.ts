import type { CertificateId, DefinitionId, SigningRequestId } from '@certkeep/domain';
import type { SigningKeyType } from '@certkeep/x509';

export type SigningRequestState = 'PENDING' | 'COMPLETED' | 'CANCELLED';

/** What a signing request asks for. */
export interface SigningSubject {
  /** RFC 4514 text. */
  readonly subject: string;
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  /** Undefined for a key of another kind, which a renewal keeps. */
  readonly keyType: SigningKeyType | undefined;
}

/** A key that was made and sealed here, waiting for its signed certificate (RFC 2986). */
export interface SigningRequest {
  readonly id: SigningRequestId;
  /** The certificate that it renews; for a new one, the certificate that it became, once it has. */
  readonly certificateId: CertificateId | undefined;
  /** That the signed certificate becomes, or became, a version of. */
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
