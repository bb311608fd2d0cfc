import type { Caller } from '../call.js';

/** What a credential's hash leads to. Expired ones are found too, so that the answer can say so. */
export type CredentialRecord =
  { readonly state: 'usable'; readonly caller: Caller } | { readonly state: 'revoked' } | { readonly state: 'unknown' };

/** Credentials of every company: the one look-up that comes before a company is known. */
export interface CredentialDirectory {
  findSession(secretHash: string): Promise<CredentialRecord>;
  findToken(secretHash: string): Promise<CredentialRecord>;
  /** @param sha256 lower-case hex of a client certificate's DER */
  findClientCertificate(sha256: string): Promise<CredentialRecord>;
  /** Whether the token or client certificate with this id is there still, and not revoked. */
  isUsable(id: string): Promise<boolean>;
}
