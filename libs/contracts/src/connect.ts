/** The contract in protobuf-es's form: what browsers and the Connect door speak. */
export * from './generated/connect/certkeep/v1/access_pb.js';
export * from './generated/connect/certkeep/v1/audit_service_pb.js';
export * from './generated/connect/certkeep/v1/certificate_change_messages_pb.js';
export * from './generated/connect/certkeep/v1/certificate_messages_pb.js';
export * from './generated/connect/certkeep/v1/certificate_pb.js';
export * from './generated/connect/certkeep/v1/certificate_service_pb.js';
export * from './generated/connect/certkeep/v1/domain_service_pb.js';
export * from './generated/connect/certkeep/v1/environment_pb.js';
export * from './generated/connect/certkeep/v1/environment_service_pb.js';
export * from './generated/connect/certkeep/v1/errors_pb.js';
export * from './generated/connect/certkeep/v1/facts_pb.js';
export * from './generated/connect/certkeep/v1/identity_service_pb.js';
export * from './generated/connect/certkeep/v1/impact_pb.js';
export * from './generated/connect/certkeep/v1/jwk_service_pb.js';
export * from './generated/connect/certkeep/v1/material_pb.js';
export * from './generated/connect/certkeep/v1/node_client_certificate_pb.js';
export * from './generated/connect/certkeep/v1/node_service_pb.js';
export * from './generated/connect/certkeep/v1/runtime_service_pb.js';
export * from './generated/connect/certkeep/v1/settings_service_pb.js';
export * from './generated/connect/certkeep/v1/signing_request_pb.js';
export * from './generated/connect/certkeep/v1/transfer_service_pb.js';
export * from './generated/connect/certkeep/v1/truststore_service_pb.js';
export {
  BadRequestSchema,
  ErrorInfoSchema,
  PreconditionFailureSchema,
  RequestInfoSchema,
  ResourceInfoSchema,
} from './generated/connect/google/rpc/error_details_pb.js';
