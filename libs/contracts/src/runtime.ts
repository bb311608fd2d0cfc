/** What an API node needs of the contract in ts-proto's form, and no more: it is loaded into other people's programs. */
export {
  AcknowledgeRevisionRequest,
  AcknowledgeRevisionResponse,
  NodeCertificate,
  RuntimeServiceService,
  SelectionReason,
  WatchCertificateRequest,
  WatchCertificateResponse,
  WatchNodeTruststoreRequest,
  WatchNodeTruststoreResponse,
} from './generated/grpc/certkeep/v1/runtime_service.js';
export { TruststoreSnapshot } from './generated/grpc/certkeep/v1/truststore_service.js';
export { AcknowledgementStage } from './generated/grpc/certkeep/v1/environment.js';
export { ErrorReason } from './generated/grpc/certkeep/v1/errors.js';
export { ErrorInfo } from './generated/grpc/google/rpc/error_details.js';
export { Status } from './generated/grpc/google/rpc/status.js';
export { isSignedRevision } from './revision-signature.js';
