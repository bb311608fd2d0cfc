import { status, type ServiceError } from '@grpc/grpc-js';
import { ErrorInfo, Status } from '@certkeep/contracts/runtime';
import { NodeClientError, type NodeClientReason } from './errors.js';

const errorInfoType = 'type.googleapis.com/google.rpc.ErrorInfo';

/** @param error as gRPC tells it; undefined: the stream ended in good order */
export function callError(error: ServiceError | undefined, endpoint: string): NodeClientError {
  if (error === undefined) return new NodeClientError('UNAVAILABLE', `Certkeep at ${endpoint} ended the watch.`);
  const reason = errorReasonOf(error);
  const why = reason === undefined ? error.details : `${error.details} (${reason})`;
  return new NodeClientError(reasonOf(error.code), `Certkeep at ${endpoint}: ${why}`, { cause: error });
}

/** Whether the same call could succeed later. */
export function isWorthRepeating({ code }: ServiceError): boolean {
  const passing = [status.UNAVAILABLE, status.DEADLINE_EXCEEDED, status.RESOURCE_EXHAUSTED, status.ABORTED];
  return [...passing, status.CANCELLED].includes(code);
}

export function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'code' in error && 'details' in error;
}

function reasonOf(code: status): NodeClientReason {
  switch (code) {
    case status.UNAVAILABLE:
    case status.DEADLINE_EXCEEDED:
    case status.CANCELLED:
      return 'UNAVAILABLE';
    case status.UNAUTHENTICATED:
    case status.PERMISSION_DENIED:
      return 'CREDENTIAL_REFUSED';
    default:
      return 'CALL_FAILED';
  }
}

/** `google.rpc.ErrorInfo.reason`, from the details that come with the status. */
function errorReasonOf(error: ServiceError): string | undefined {
  const [details] = error.metadata.get('grpc-status-details-bin');
  if (!(details instanceof Uint8Array)) return undefined;
  try {
    const info = Status.decode(details).details.find(({ typeUrl }) => typeUrl === errorInfoType);
    return info === undefined ? undefined : ErrorInfo.decode(info.value).reason;
  } catch {
    return undefined;
  }
}
