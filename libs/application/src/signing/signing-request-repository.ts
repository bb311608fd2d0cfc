import type { CertificateId, DefinitionId, SigningRequestId } from '@certkeep/domain';
import type { SealedSecret } from '../key-sealer.js';
import type { Page, PageRequest } from '../page.js';
import type { SigningRequest, SigningRequestState } from './signing-request.js';

export interface SigningRequestQuery {
  readonly certificateId: CertificateId | undefined;
  /** None: all of them. */
  readonly states: readonly SigningRequestState[];
  readonly page: PageRequest;
}

export interface SigningRequestReader {
  find(id: SigningRequestId): Promise<SigningRequest | undefined>;
  /**
   * The newest one that waits for a certificate of this key.
   * @param spkiSha256 lower-case hex SHA-256 of the SubjectPublicKeyInfo
   */
  findPendingByKey(spkiSha256: string): Promise<SigningRequest | undefined>;
  /** Newest first. */
  list(query: SigningRequestQuery): Promise<Page<SigningRequest>>;
}

export type NewSigningRequest = Omit<SigningRequest, 'state' | 'version' | 'createTime' | 'updateTime'> & {
  readonly sealedKey: SealedSecret;
};

export interface SigningRequestWriter {
  insert(request: NewSigningRequest): Promise<void>;
  /** Of a pending one: PKCS#8, sealed under the request's id. */
  sealedKey(id: SigningRequestId): Promise<Uint8Array | undefined>;
  /** Its key belongs to a version now, and is here no more. */
  complete(
    id: SigningRequestId,
    became: { readonly certificateId: CertificateId; readonly definitionId: DefinitionId },
  ): Promise<void>;
  /** Destroys its key. */
  cancel(id: SigningRequestId): Promise<void>;
}
