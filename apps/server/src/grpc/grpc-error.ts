import { Metadata, status as grpcStatus } from '@grpc/grpc-js';
import { Status } from '@certkeep/contracts/grpc';
import { RpcStatus } from '../rpc/rpc-status.js';
import { statusCodes } from './status-codes.js';

/** An error as grpc-js sends it, with its details in the trailer that gRPC has for them. */
export function grpcError(error: unknown) {
  if (!(error instanceof RpcStatus)) {
    return { code: grpcStatus.INTERNAL, details: 'Something went wrong inside Certkeep.', metadata: new Metadata() };
  }
  const metadata = new Metadata();
  if (error.details.length > 0) {
    const details = error.details.map(({ type, value }) => ({
      typeUrl: `type.googleapis.com/${type}`,
      value: Buffer.from(value),
    }));
    const status = Status.encode({ code: error.code, message: error.message, details }).finish();
    metadata.set('grpc-status-details-bin', Buffer.from(status));
  }
  return { code: statusCodes[error.code], details: error.message, metadata };
}
