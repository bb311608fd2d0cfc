export type { AuditAction, AuditTarget, AuditTrail } from './audit/audit-event.js';
export type { Call, Caller } from './call.js';
export {
  defaultDefinition,
  type Certificate,
  type Definition,
  type DefinitionSource,
  type Version,
  type VersionMaterial,
} from './certificate/certificate.js';
export {
  certificateOrders,
  type CertificateEdit,
  type CertificateOrder,
  type CertificateQuery,
  type CertificateReader,
  type CertificateReference,
  type CertificateWriter,
  type NewCertificate,
  type NewDefinition,
  type NewVersion,
} from './certificate/certificate-repository.js';
export { isUnfiltered, noFilter, type CertificateFilter } from './certificate/certificate-filter.js';
export {
  summarizeCertificates,
  type CertificateSummary,
  type SummaryQuery,
  type WeekCount,
} from './certificate/certificate-summary.js';
export { checkAlias, checkName } from './certificate/check-availability.js';
export { clearPrimary } from './certificate/clear-primary.js';
export { createCertificate, type CreateCertificateInput } from './certificate/create-certificate.js';
export { deleteCertificate, type DeleteCertificateInput } from './certificate/delete-certificate.js';
export { getCertificate } from './certificate/get-certificate.js';
export { inspectEndpoint, inspectForIntake, type EndpointPreview } from './certificate/inspect-for-intake.js';
export type { IntakePreview } from './certificate/preview-intake.js';
export type { MaterialReader } from './certificate/material-reader.js';
export type { MaterialOrigin } from './certificate/read-material.js';
export {
  createManyCertificates,
  type BatchEvent,
  type CreateManyInput,
  type FileVerdict,
} from './certificate/create-many-certificates.js';
export type { StoredCertificate, StoreWarning } from './certificate/store-certificate.js';
export { listCertificates } from './certificate/list-certificates.js';
export { presentedNames } from './certificate/presented-names.js';
export { purgeTimeOf } from './certificate/retention.js';
export { setPrimary } from './certificate/set-primary.js';
export { updateCertificate, type UpdateCertificateInput } from './certificate/update-certificate.js';
export {
  changeKinds,
  type Change,
  type ChangeAppender,
  type ChangeFeed,
  type ChangeKind,
  type ChangeListener,
  type ChangeLogReader,
  type LoggedChange,
  type LogHead,
} from './change-feed.js';
export type { Clock, MakeId } from './clock.js';
export type {
  Company,
  CompanyDirectory,
  CompanyReader,
  CompanyWriter,
  NewCompany,
  SetupLink,
} from './company/company-repository.js';
export { createCompany, makeSetupLink } from './company/create-company.js';
export type {
  Application,
  ApplicationQuery,
  ApplicationReader,
  ApplicationSettings,
  ApplicationWriter,
} from './custom-domain/application-repository.js';
export { assignCertificate, type AssignCertificateInput } from './custom-domain/assign-certificate.js';
export { createApplication, type CreateApplicationInput } from './custom-domain/create-application.js';
export { createCustomDomain, type CreateCustomDomainInput } from './custom-domain/create-custom-domain.js';
export {
  everyCustomDomain,
  type CustomDomain,
  type CustomDomainFilter,
  type CustomDomainQuery,
  type CustomDomainReader,
  type CustomDomainWriter,
  type NewCustomDomain,
} from './custom-domain/custom-domain-repository.js';
export type {
  Environment,
  EnvironmentCounts,
  EnvironmentKind,
  EnvironmentReader,
  EnvironmentSettings,
  EnvironmentWriter,
} from './environment/environment-repository.js';
export { deleteApplication, type DeleteApplicationInput } from './custom-domain/delete-application.js';
export { deleteCustomDomain, type DeleteCustomDomainInput } from './custom-domain/delete-custom-domain.js';
export { getApplication, listApplications } from './custom-domain/list-applications.js';
export { getCustomDomain, listCustomDomains } from './custom-domain/list-custom-domains.js';
export {
  listEligibleCertificates,
  type EligibleCertificate,
  type EligibleQuery,
} from './custom-domain/list-eligible-certificates.js';
export { probeDomain, type DomainProbe, type ProbeDomainPorts } from './custom-domain/probe-domain.js';
export type { ServedDomain } from './custom-domain/served-domain.js';
export { updateApplication, type UpdateApplicationInput } from './custom-domain/update-application.js';
export { updateCustomDomain, type UpdateCustomDomainInput } from './custom-domain/update-custom-domain.js';
export { createEnvironment, type CreateEnvironmentInput } from './environment/create-environment.js';
export { deleteEnvironment, type DeleteEnvironmentInput } from './environment/delete-environment.js';
export type { EnvironmentInUse } from './environment/environment-use.js';
export { getEnvironment, listEnvironments } from './environment/list-environments.js';
export { updateEnvironment, type UpdateEnvironmentInput } from './environment/update-environment.js';
export { etagOf } from './etag.js';
export { Authenticator, type ShownCredentials } from './identity/authenticate.js';
export { completeSetup, type CompleteSetupInput } from './identity/complete-setup.js';
export { createUser, type CreateUserInput } from './identity/create-user.js';
export type { CredentialDirectory, CredentialRecord } from './identity/credential-directory.js';
export { hasExpired } from './identity/has-expired.js';
export { listServiceAccounts, listUsers } from './identity/list-identities.js';
export { sessionLifetime, type OpenedSession } from './identity/open-session.js';
export { operatorCaller, type Origin } from './identity/operator.js';
export {
  createServiceAccount,
  deleteServiceAccount,
  updateServiceAccount,
  type UpdateServiceAccountInput,
} from './identity/service-account.js';
export type {
  ServiceAccount,
  ServiceAccountReader,
  ServiceAccountSettings,
  ServiceAccountWriter,
  Token,
} from './identity/service-account-repository.js';
export type { NewSession, SessionWriter } from './identity/session-repository.js';
export { signIn, type SignInInput, type SignInLimiter } from './identity/sign-in.js';
export { signOut } from './identity/sign-out.js';
export { createToken, revokeToken, type CreatedToken, type CreateTokenInput } from './identity/token.js';
export type { NewToken, TokenOwner, TokenWriter } from './identity/token-repository.js';
export { deleteUser, updateUser, type UpdateUserInput } from './identity/update-user.js';
export type { NewUser, User, UserEdit, UserReader, UserWriter } from './identity/user-repository.js';
export { permissionsOfUser } from './identity/user-view.js';
export type { KeySealer, SealBinding, SealedSecret } from './key-sealer.js';
export {
  acknowledgeRevision,
  type AcknowledgeRevisionInput,
  type AcknowledgeRevisionPorts,
} from './node/acknowledge-revision.js';
export {
  listDeployments,
  type DeploymentPorts,
  type DeploymentQuery,
  type NodeDeployment,
} from './node/deployments.js';
export { listNodeReports, purgeReports } from './node/list-node-reports.js';
export type { ClientCredential, ConnectionTester, TestedConnection } from './endpoint/connection-tester.js';
export { testConnection, type ConnectionTest, type TestConnectionPorts } from './node/test-connection.js';
export { withDetails, type NodeDetails, type NodeDetailsPorts } from './node/node-details.js';
export {
  standingAfter,
  type NewReport,
  type NodeReport,
  type NodeReportStore,
  type NodeStanding,
  type Presence,
  type StoredReport,
} from './node/node-report.js';
export { PresenceBook } from './node/presence-book.js';
export { ReportDesk } from './node/report-desk.js';
export { watchDeployments, type DeploymentEvent, type WatchDeploymentsPorts } from './node/watch-deployments.js';
export { retryDeployments, type RetriedDeployments } from './node/retry-deployments.js';
export { createNode, type CreatedNode } from './node/create-node.js';
export { explainNodeCertificate, getNode, listNodes } from './node/list-nodes.js';
export {
  addClientCertificate,
  listClientCertificates,
  removeClientCertificate,
  type AddClientCertificateInput,
  type ClientCertificatePorts,
} from './node/client-certificate.js';
export type {
  ClientCertificate,
  ClientCertificateReader,
  ClientCertificateWriter,
} from './node/client-certificate-repository.js';
export type { NodeQuery, NodeReader, NodeSettings, NodeWriter } from './node/node-repository.js';
export type { ApiNode } from './node/node.js';
export type { ResolvedNode } from './node/resolve-node.js';
export { deleteNode, rotateNodeToken, updateNode, type UpdateNodeInput } from './node/update-node.js';
export type { Page, PageRequest } from './page.js';
export type { EncodeAnswers, NodeMaterial } from './runtime/answer-maker.js';
export {
  canaryDueTime,
  canaryVersion,
  keepCanary,
  rotateCanary,
  type Canary,
  type CanaryVersion,
} from './runtime/canary.js';
export type { NodeState } from './runtime/company-nodes.js';
export type { OpenedMaterial } from './runtime/material-shelf.js';
export type { Presented } from './runtime/presented.js';
export type { RevisionKey, RevisionKeyReader, RevisionKeyWriter, SealedRevisionKey } from './runtime/revision-key.js';
export { RuntimeView, type RuntimeAnswer, type RuntimeViewPorts } from './runtime/runtime-view.js';
export type { KnownRevision, WatchEvent } from './runtime/watch-node.js';
export type { CompanyTransaction, CompanyView, Store } from './store.js';
export type { CertificateFacts } from '@certkeep/x509';
export type { TrustHolder } from './outgoing-trust.js';
export type { EndpointProber, PresentedEndpoint, ProbeCall } from './endpoint/endpoint-prober.js';
export { purgeDeleted } from './certificate/purge-deleted.js';
export {
  replaceCertificate,
  type ReplaceCertificateInput,
  type ReplacedCertificate,
} from './certificate/replace-certificate.js';
export { undeleteCertificate, type UndeleteCertificateInput } from './certificate/undelete-certificate.js';
export {
  createDefinition,
  type CreatedDefinition,
  type CreateDefinitionInput,
} from './definition/create-definition.js';
export { deleteDefinition, type DeleteDefinitionInput } from './definition/delete-definition.js';
export type { DefinitionPlace } from './definition/definition-place.js';
export { listVersions } from './definition/list-versions.js';
export {
  replaceMaterial,
  type ReplacedMaterial,
  type ReplaceMaterialInput,
  type ReplaceMaterialPorts,
} from './definition/replace-material.js';
export { rollbackMaterial, type RollbackMaterialInput } from './definition/rollback-material.js';
export { updateDefinition, type UpdateDefinitionInput } from './definition/update-definition.js';
export { noCascadeChoice, type CascadeChoice } from './impact/cascade-choice.js';
export type { Force } from './impact/coverage-problems.js';
export type { Impact } from './impact/impact.js';
export { previewImpact, type Deed, type ImpactPreview } from './impact/preview-impact.js';
export { signingKeyTypes, type SigningKeyType } from '@certkeep/x509';
export type { PlannedJwk } from './impact/planned-jwks.js';
export { createJwk, type CreateJwkInput } from './jwk/create-jwk.js';
export { deleteJwk } from './jwk/delete-jwk.js';
export { disconnectJwk } from './jwk/disconnect-jwk.js';
export { getPrivateJwk } from './jwk/get-private-jwk.js';
export {
  kidKinds,
  type Jwk,
  type JwkKey,
  type JwkLink,
  type JwkSettings,
  type KidKind,
  type PublicJwk,
  type RetiredJwk,
} from './jwk/jwk.js';
export {
  jwkOrders,
  type JwkFilter,
  type JwkOrder,
  type JwkQuery,
  type JwkReader,
  type JwkReference,
  type JwkWriter,
  type NewJwkKey,
  type RetiredHolder,
} from './jwk/jwk-repository.js';
export { JwksAddresses } from './jwk/jwks-addresses.js';
export { JwksDocuments, type JwksDocument } from './jwk/jwks-documents.js';
export { listJwks } from './jwk/list-jwks.js';
export { publicJwk } from './jwk/public-jwk.js';
export { requireJwk } from './jwk/require-jwk.js';
export { updateJwk, type UpdateJwkInput } from './jwk/update-jwk.js';
export type { AnsweredRequest } from './signing/answer-signing-request.js';
export { cancelSigningRequest } from './signing/cancel-signing-request.js';
export { completeSigningRequest, type CompleteSigningRequestInput } from './signing/complete-signing-request.js';
export { createSigningRequest, type CreateSigningRequestInput } from './signing/create-signing-request.js';
export { listSigningRequests } from './signing/list-signing-requests.js';
export type { SigningRequest, SigningRequestState, SigningSubject } from './signing/signing-request.js';
export type {
  NewSigningRequest,
  SigningRequestQuery,
  SigningRequestReader,
  SigningRequestWriter,
} from './signing/signing-request-repository.js';
export { listAuditEvents, type AuditEvent, type AuditQuery, type AuditReader } from './audit/list-audit-events.js';
export { entrySearchText, searchKey } from './truststore/entry-search.js';
export type {
  AssignedAnchor,
  AssignedEntry,
  EntryQuery,
  NewTrustedCa,
  StoredCa,
  TrustAnchor,
  TrustedCa,
  TruststoreReader,
  TruststoreWriter,
} from './truststore/truststore-repository.js';
export { deleteTrustedCa, type DeleteTrustedCaInput } from './truststore/delete-trusted-ca.js';
export {
  listEntries,
  truststoreOrigins,
  type ListEntriesQuery,
  type TruststoreEntry,
  type TruststoreOrigin,
} from './truststore/list-entries.js';
export { getEntryCertificate, type EntryCertificate } from './truststore/get-entry-certificate.js';
export { summarizeTruststore, type TruststoreSummary } from './truststore/summarize-truststore.js';
export type { SystemRoot, SystemRoots } from './truststore/system-roots.js';
export type { Truststore } from './truststore/truststore.js';
export { TruststoreView } from './truststore/truststore-view.js';
export {
  watchTruststore,
  type KnownTruststore,
  type TruststoreEvent,
  type TruststoreWatch,
} from './truststore/watch-truststore.js';
export { explainUntrusted, type TrustAdvice } from './endpoint/trust-advice.js';
export { ProcessTrust, type ProcessTrustState, type TrustListener } from './process-trust.js';
export {
  parseTruststorePassword,
  truststoreFormats,
  TruststoreFiles,
  usualPassword,
  type TruststoreFile,
  type TruststoreFormat,
} from './truststore/truststore-file.js';
export { nodeTruststore, watchNodeTruststore, type WatchingNode } from './truststore/node-truststore.js';
export { exportCertificate, type ExportCertificateInput } from './certificate/export-certificate.js';
export { exportWithKey, type ExportWithKeyInput } from './certificate/export-with-key.js';
export type { ExportedFile } from './certificate/exported-file.js';
export {
  importOutcomes,
  importTrustedCas,
  type ImportOutcome,
  type ImportTrustedCasInput,
  type TrustedCaImport,
  type TrustedCaVerdict,
} from './truststore/import-trusted-cas.js';
export type { ImportProgress, ImportWatch } from './truststore/store-in-parts.js';
export type { TrustReader } from './truststore/trust-reader.js';
