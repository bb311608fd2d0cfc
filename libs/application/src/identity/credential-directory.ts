import type { Caller } from '../call.js';

/** What a credential's hash leads to. Expired ones are found too, so that the answer can say so. */
export type CredentialRecord =
  { readonly state: 'usable'; readonly caller: Caller } | { readonly state: 'revoked' } | { readonly state: 'unknown' };

/** Credentials of every company: the one look-up that comes before a company is known. */
export interface CredentialDirectory {
  findSession(secretHash: string): Promise<CredentialRecord>;
  findToken(secretHash: string): Promise<CredentialRecord>;
  /** Whether the token with this id was not revoked. */
  isTokenUsable(id: string): Promise<boolean>;
}
