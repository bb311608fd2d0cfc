/**
 * Why something was refused. Stable: clients branch on these, so a reason is never renamed.
 * `proto/certkeep/v1/errors.proto` says which status each one comes with.
 */
export const reasons = [
  'MATERIAL_UNREADABLE',
  'NO_CERTIFICATE',
  'KEY_MISMATCH',
  'PASSPHRASE_REQUIRED',
  'PASSPHRASE_WRONG',
  'ENCODING_MISMATCH',
  'WEAK_KEY',
  'WEAK_SIGNATURE',
  'CERTIFICATE_EXPIRED',
  'CHAIN_BROKEN',
  'TOO_LARGE',
  'FIELD_INVALID',
  'NAME_TAKEN',
  'ALIAS_TAKEN',
  'DOMAIN_TAKEN',
  'DUPLICATE_MATERIAL',
  'NOT_FOUND',
  'CERTIFICATE_IN_USE',
  'NODES_NOT_ACKNOWLEDGED',
  'JWK_CHOICE_REQUIRED',
  'CONFIRMATION_MISMATCH',
  'DOMAIN_NOT_COVERED',
  'NO_PRIVATE_KEY',
  'NO_CERTIFICATE_SELECTED',
  'NO_DEFINITION_FOR_ENVIRONMENT',
  'MTLS_DISABLED',
  'CSR_MISMATCH',
  'ENVIRONMENT_IN_USE',
  'IMPORT_CONFLICT',
  'ETAG_MISMATCH',
  'PLAN_STALE',
  'PERMISSION_MISSING',
  'ADDRESS_FORBIDDEN',
  'CREDENTIAL_MISSING',
  'CREDENTIAL_INVALID',
  'CREDENTIAL_EXPIRED',
  'ENDPOINT_UNREACHABLE',
  'DATABASE_UNAVAILABLE',
  'LIMIT_EXCEEDED',
  'RATE_LIMITED',
] as const;

export type Reason = (typeof reasons)[number];

/** What stands in the way of a deed: shown by name, each a link. */
export interface Dependent {
  /** The dependent's kind, as the contract names it: `custom_domain`, `node`, `jwk`, `environment`. */
  readonly kind: string;
  readonly id: string;
  readonly name: string;
}

export interface Refusal {
  /** Path of the request field at fault, in the contract's names: `certificate.name`, `material`. */
  readonly field?: string;
  /** Every dynamic part of the message again, for programs. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** The record that the refusal is about. */
  readonly resource?: { readonly type: string; readonly id: string };
  readonly dependents?: readonly Dependent[];
  readonly cause?: unknown;
}

/**
 * The world said no. The message is one a person can act on: what happened, why, what to do.
 * It never holds a secret. Programming mistakes are `TypeError`s instead.
 */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly field: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  readonly resource: Refusal['resource'];
  readonly dependents: readonly Dependent[];

  constructor(
    readonly reason: Reason,
    message: string,
    refusal: Refusal = {},
  ) {
    super(message, { cause: refusal.cause });
    this.field = refusal.field;
    this.metadata = refusal.metadata ?? {};
    this.resource = refusal.resource;
    this.dependents = refusal.dependents ?? [];
  }
}
