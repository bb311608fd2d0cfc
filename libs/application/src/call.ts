import type { CompanyId, Permission, UserRole } from '@certkeep/domain';

/** Who acts. The company comes from the credential, never from a request. */
export interface Caller {
  readonly kind: 'user' | 'service_account' | 'node' | 'operator';
  readonly id: string;
  readonly name: string;
  readonly company: CompanyId;
  readonly permissions: ReadonlySet<Permission>;
  /** Set for users alone. */
  readonly role?: UserRole;
  /** The credential that was shown: a session's or a token's id, so that signing out ends the right one. */
  readonly credentialId?: string;
  /** When the credential stops working; absent for one without an end. */
  readonly expireTime?: Date;
}

/** One call of a use case. */
export interface Call {
  readonly caller: Caller;
  /** Names this call in logs, errors and the audit log. */
  readonly traceId: string;
  /** Where the call came from, as text; empty when it came from no network. */
  readonly sourceAddress: string;
  /**
   * Makes a repeated mutation answer with its first result: the RPC's name and the client's `request_id`.
   * Absent when the client asked for no such thing.
   */
  readonly idempotencyKey?: string;
}
