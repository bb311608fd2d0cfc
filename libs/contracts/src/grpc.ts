/** The contract in ts-proto's form: what handlers and gRPC clients speak. */
export * from './generated/grpc/index.certkeep.v1.js';
export { Status } from './generated/grpc/google/rpc/status.js';
export {
  BadRequest,
  ErrorInfo,
  PreconditionFailure,
  RequestInfo,
  ResourceInfo,
} from './generated/grpc/google/rpc/error_details.js';
