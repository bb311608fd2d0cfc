import type { DomainError } from '@certkeep/domain';
import { type Reason } from '@certkeep/domain';
import { BadRequest, ErrorInfo, PreconditionFailure, RequestInfo, ResourceInfo } from '@certkeep/contracts/grpc';
import { Code } from '@connectrpc/connect';

/** A detail message of google.rpc, in its wire bytes. */
export interface StatusDetail {
  /** `google.rpc.ErrorInfo` */
  readonly type: string;
  readonly value: Uint8Array;
}

/** How a call ended when it ended badly: the same through every door. Codes are gRPC's numbers, which Connect shares. */
export class RpcStatus extends Error {
  override readonly name = 'RpcStatus';

  constructor(
    readonly code: Code,
    message: string,
    readonly details: readonly StatusDetail[] = [],
  ) {
    super(message);
  }
}

/** The one table from reason to status code: `api.md`'s, in code. */
const codes: Readonly<Record<Reason, Code>> = {
  MATERIAL_UNREADABLE: Code.InvalidArgument,
  NO_CERTIFICATE: Code.InvalidArgument,
  KEY_MISMATCH: Code.InvalidArgument,
  PASSPHRASE_REQUIRED: Code.InvalidArgument,
  PASSPHRASE_WRONG: Code.InvalidArgument,
  ENCODING_MISMATCH: Code.InvalidArgument,
  WEAK_KEY: Code.InvalidArgument,
  WEAK_SIGNATURE: Code.InvalidArgument,
  CERTIFICATE_EXPIRED: Code.InvalidArgument,
  CHAIN_BROKEN: Code.InvalidArgument,
  TOO_LARGE: Code.InvalidArgument,
  FIELD_INVALID: Code.InvalidArgument,
  NAME_TAKEN: Code.AlreadyExists,
  ALIAS_TAKEN: Code.AlreadyExists,
  DOMAIN_TAKEN: Code.AlreadyExists,
  DUPLICATE_MATERIAL: Code.AlreadyExists,
  NOT_FOUND: Code.NotFound,
  CERTIFICATE_IN_USE: Code.FailedPrecondition,
  NODES_NOT_ACKNOWLEDGED: Code.FailedPrecondition,
  JWK_CHOICE_REQUIRED: Code.FailedPrecondition,
  CONFIRMATION_MISMATCH: Code.FailedPrecondition,
  DOMAIN_NOT_COVERED: Code.FailedPrecondition,
  NO_PRIVATE_KEY: Code.FailedPrecondition,
  NO_CERTIFICATE_SELECTED: Code.FailedPrecondition,
  NO_DEFINITION_FOR_ENVIRONMENT: Code.FailedPrecondition,
  MTLS_DISABLED: Code.FailedPrecondition,
  CSR_MISMATCH: Code.FailedPrecondition,
  ENVIRONMENT_IN_USE: Code.FailedPrecondition,
  IMPORT_CONFLICT: Code.FailedPrecondition,
  ETAG_MISMATCH: Code.Aborted,
  PLAN_STALE: Code.Aborted,
  PERMISSION_MISSING: Code.PermissionDenied,
  ADDRESS_FORBIDDEN: Code.PermissionDenied,
  CREDENTIAL_MISSING: Code.Unauthenticated,
  CREDENTIAL_INVALID: Code.Unauthenticated,
  CREDENTIAL_EXPIRED: Code.Unauthenticated,
  ENDPOINT_UNREACHABLE: Code.Unavailable,
  DATABASE_UNAVAILABLE: Code.Unavailable,
  LIMIT_EXCEEDED: Code.ResourceExhausted,
  RATE_LIMITED: Code.ResourceExhausted,
};

/** @param traceId names the call, so that what a client reports can be found in the log */
export function statusOfDomainError(error: DomainError, traceId: string): RpcStatus {
  const { reason, message, metadata, field, resource, dependents } = error;
  const details: StatusDetail[] = [
    {
      type: 'google.rpc.ErrorInfo',
      value: ErrorInfo.encode({ reason, domain: 'certkeep', metadata: { ...metadata } }).finish(),
    },
    requestInfo(traceId),
  ];
  if (field !== undefined) {
    const violation = { field, description: message, reason, localizedMessage: undefined };
    details.push({
      type: 'google.rpc.BadRequest',
      value: BadRequest.encode({ fieldViolations: [violation] }).finish(),
    });
  }
  if (resource !== undefined) {
    const info = { resourceType: resource.type, resourceName: resource.id, owner: '', description: message };
    details.push({ type: 'google.rpc.ResourceInfo', value: ResourceInfo.encode(info).finish() });
  }
  if (dependents.length > 0) {
    const violations = dependents.map(({ kind, id, name }) => ({
      type: 'DEPENDENT',
      subject: `${kind}/${id}`,
      description: name,
    }));
    details.push({
      type: 'google.rpc.PreconditionFailure',
      value: PreconditionFailure.encode({ violations }).finish(),
    });
  }
  return new RpcStatus(codes[reason], message, details);
}

/** How a stream ends when Certkeep is being stopped: clients connect again, to another replica where there is one. */
export function stoppingStatus(): RpcStatus {
  return new RpcStatus(Code.Unavailable, 'This Certkeep is being stopped. Connect again, perhaps to another one.');
}

/** What a client learns of an unexpected error: where to find it, nothing else. */
export function internalStatus(traceId: string): RpcStatus {
  return new RpcStatus(
    Code.Internal,
    `Something went wrong inside Certkeep. Nothing is known to have changed. Its log tells more, under ${traceId}.`,
    [requestInfo(traceId)],
  );
}

function requestInfo(traceId: string): StatusDetail {
  return {
    type: 'google.rpc.RequestInfo',
    value: RequestInfo.encode({ requestId: traceId, servingData: '' }).finish(),
  };
}
