import type { CompanyId } from '@certkeep/domain';
import type { AuditTrail } from './audit/audit-event.js';
import type { AuditReader } from './audit/list-audit-events.js';
import type { Call } from './call.js';
import type { CertificateReader, CertificateWriter } from './certificate/certificate-repository.js';
import type { ChangeAppender, ChangeLogReader } from './change-feed.js';
import type { CompanyReader, CompanyWriter } from './company/company-repository.js';
import type { ApplicationReader, ApplicationWriter } from './custom-domain/application-repository.js';
import type { CustomDomainReader, CustomDomainWriter } from './custom-domain/custom-domain-repository.js';
import type { EnvironmentReader, EnvironmentWriter } from './environment/environment-repository.js';
import type { ServiceAccountReader, ServiceAccountWriter } from './identity/service-account-repository.js';
import type { SessionWriter } from './identity/session-repository.js';
import type { TokenWriter } from './identity/token-repository.js';
import type { UserReader, UserWriter } from './identity/user-repository.js';
import type { JwkReader, JwkWriter } from './jwk/jwk-repository.js';
import type { TruststoreReader, TruststoreWriter } from './truststore/truststore-repository.js';
import type { ClientCertificateReader, ClientCertificateWriter } from './node/client-certificate-repository.js';
import type { NodeReader, NodeWriter } from './node/node-repository.js';
import type { RevisionKeyReader, RevisionKeyWriter } from './runtime/revision-key.js';
import type { SigningRequestReader, SigningRequestWriter } from './signing/signing-request-repository.js';

/** Reads of one company's records, as of the last commit. */
export interface CompanyView {
  readonly company: CompanyReader;
  readonly certificates: CertificateReader;
  readonly nodes: NodeReader;
  readonly clientCertificates: ClientCertificateReader;
  readonly environments: EnvironmentReader;
  readonly applications: ApplicationReader;
  readonly customDomains: CustomDomainReader;
  readonly users: UserReader;
  readonly serviceAccounts: ServiceAccountReader;
  readonly auditEvents: AuditReader;
  readonly signingRequests: SigningRequestReader;
  readonly jwks: JwkReader;
  readonly changeLog: ChangeLogReader;
  readonly revisionKeys: RevisionKeyReader;
  readonly truststores: TruststoreReader;
}

/** One company's records inside one transaction, in which the company's writers take turns. */
export interface CompanyTransaction extends CompanyView {
  readonly company: CompanyReader & CompanyWriter;
  readonly certificates: CertificateReader & CertificateWriter;
  readonly nodes: NodeReader & NodeWriter;
  readonly clientCertificates: ClientCertificateReader & ClientCertificateWriter;
  readonly environments: EnvironmentReader & EnvironmentWriter;
  readonly applications: ApplicationReader & ApplicationWriter;
  readonly customDomains: CustomDomainReader & CustomDomainWriter;
  readonly users: UserReader & UserWriter;
  readonly serviceAccounts: ServiceAccountReader & ServiceAccountWriter;
  readonly signingRequests: SigningRequestReader & SigningRequestWriter;
  readonly jwks: JwkReader & JwkWriter;
  readonly revisionKeys: RevisionKeyReader & RevisionKeyWriter;
  readonly truststores: TruststoreReader & TruststoreWriter;
  readonly sessions: SessionWriter;
  readonly tokens: TokenWriter;
  readonly changes: ChangeAppender;
  readonly audit: AuditTrail;
}

/** Where a company's records are kept. Every call is bound to one company. */
export interface Store {
  view(company: CompanyId): CompanyView;
  /** Reads as of one commit: nothing changes between the first read of `work` and its last. */
  snapshot<Result>(company: CompanyId, work: (view: CompanyView) => Promise<Result>): Promise<Result>;
  /**
   * Runs `work` in one transaction of the caller's company: all of it is stored or none.
   * The transaction must write an audit entry. With an idempotency key, a repeated call answers with the first result
   * without running `work` again; so `work` returns plain data.
   */
  change<Result>(call: Call, work: (transaction: CompanyTransaction) => Promise<Result>): Promise<Result>;
}
