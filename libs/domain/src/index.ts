export {
  deploymentState,
  reportStages,
  supersedes,
  type DeploymentState,
  type LastReport,
  type ReportStage,
} from './deployment.js';
export { parseMaxCacheAge } from './cache-age.js';
export {
  decideCascade,
  type CascadeChange,
  type CascadeDecision,
  type CascadeQuestion,
  type JwkAction,
  type LinkedJwk,
} from './cascade.js';
export {
  isExpired,
  lastExpired,
  statusAt,
  statusTimes,
  warningTime,
  worstStatus,
  type CertificateStatus,
  type StatusTimes,
  type Validity,
} from './certificate-status.js';
export {
  clientCertificateEnd,
  mostClientCertificates,
  refuseUnfitClientCertificate,
  type ClientCertificateTraits,
} from './client-certificate.js';
export { definitionFor } from './definition-choice.js';
export { DomainError, reasons, type Dependent, type Reason, type Refusal } from './domain-error.js';
export {
  rankForDomain,
  selectForDomain,
  type DomainCandidate,
  type DomainDefinition,
  type DomainQuestion,
  type DomainRefusal,
  type DomainSelection,
} from './domain-selection.js';
export type {
  ApplicationId,
  CertificateId,
  CompanyId,
  CustomDomainId,
  DefinitionId,
  EnvironmentId,
  JwkId,
  ClientCertificateId,
  NodeId,
  ServiceAccountId,
  SessionId,
  SigningRequestId,
  TokenId,
  TrustedCaId,
  UserId,
  VersionId,
} from './ids.js';
export {
  coveringNames,
  coversHost,
  isHostName,
  namesNotCovered,
  namesThatCover,
  type PresentedNames,
} from './host-name.js';
export { impactOf, type DomainUse, type NodeUse, type ServingDefinition, type ServingImpact } from './impact.js';
export {
  jwkAlgorithmAfter,
  jwkAlgorithms,
  jwkOperations,
  type JwkOperations,
  type JwkUse,
  type KeyKind,
} from './jwk-algorithms.js';
export { nameKey } from './name-key.js';
export {
  certificateNameFrom,
  parseAlias,
  parseApplicationName,
  parseCertificateName,
  parseClientName,
  parseCompanyName,
  parseCompanySlug,
  parseDescription,
  parseDisplayName,
  parseEnvironmentName,
  parseFailureMessage,
  parseJwkName,
  parseKid,
  parseLabels,
  parseNodeName,
  parsePassword,
  parseServiceAccountName,
  parseTokenName,
  parseUserName,
  type CertificateName,
} from './names.js';
export {
  explainForNode,
  selectForNode,
  type NodeCandidate,
  type NodeSelection,
  type SelectionCandidate,
  type SelectionInput,
} from './node-selection.js';
export { permissions, permissionsOfRole, userRoles, type Permission, type UserRole } from './permissions.js';
export { refuseUnlessPresentable } from './primary.js';
export { mayReplaceTrust, type KeptTrust } from './trust-replacement.js';
export { TrustedCaPlanner, type IncomingCa, type KnownCa, type TrustedCaPlan } from './trusted-ca-plan.js';
export { isUnchanged, truststoreDiff, type TrustedEntry, type TruststoreDiff } from './truststore-diff.js';
export { uniqueAlias } from './unique-alias.js';
