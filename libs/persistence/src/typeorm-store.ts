import type { Call, Clock, CompanyTransaction, CompanyView, KeySealer, MakeId, Store } from '@certkeep/application';
import type { CompanyId } from '@certkeep/domain';
import type { EntityManager } from 'typeorm';
import { AuditLog } from './audit-log.js';
import { ChangeLog } from './change-log.js';
import type { DatabaseChangeFeed } from './database-change-feed.js';
import type { Database } from './database.js';
import { ApplicationRows } from './repositories/application-rows.js';
import { AuditEventRows } from './repositories/audit-event-rows.js';
import { ClientCertificateRows } from './repositories/client-certificate-rows.js';
import { ChangeLogRows } from './repositories/change-log-rows.js';
import { CertificateRows } from './repositories/certificate-rows.js';
import { CompanyRows } from './repositories/company-rows.js';
import type { CompanyScope } from './repositories/company-scope.js';
import { CustomDomainRows } from './repositories/custom-domain-rows.js';
import { EnvironmentRows } from './repositories/environment-rows.js';
import { JwkRows } from './repositories/jwk-rows.js';
import { NodeRows } from './repositories/node-rows.js';
import { RevisionKeyRows } from './repositories/revision-key-rows.js';
import { ServiceAccountRows } from './repositories/service-account-rows.js';
import { SessionRows } from './repositories/session-rows.js';
import { SigningRequestRows } from './repositories/signing-request-rows.js';
import { TokenRows } from './repositories/token-rows.js';
import { TruststoreRows } from './repositories/truststore-rows.js';
import { UserRows } from './repositories/user-rows.js';
import { WritableCertificateRows } from './repositories/writable-certificate-rows.js';
import { WritableEnvironmentRows } from './repositories/writable-environment-rows.js';
import { WritableTruststoreRows } from './repositories/writable-truststore-rows.js';
import { RequestResults } from './request-results.js';

interface Parts {
  readonly database: Database;
  readonly feed: DatabaseChangeFeed;
  readonly sealer: KeySealer;
  readonly clock: Clock;
  readonly makeId: MakeId;
}

/** Companies' records in the database. A company's writers take turns by the lock on its row. */
export class TypeOrmStore implements Store {
  constructor(private readonly parts: Parts) {}

  view(company: CompanyId): CompanyView {
    return readersOf(this.scope(this.parts.database.reader, company));
  }

  snapshot<Result>(company: CompanyId, work: (view: CompanyView) => Promise<Result>): Promise<Result> {
    return this.parts.database.snapshot((manager) => work(readersOf(this.scope(manager, company))));
  }

  async change<Result>(call: Call, work: (transaction: CompanyTransaction) => Promise<Result>): Promise<Result> {
    const { database, feed, sealer, makeId } = this.parts;
    const { company } = call.caller;
    const { result, changes } = await database.transaction(async (manager) => {
      await takeTurn(manager, database, company);
      const scope = this.scope(manager, company);
      const results = new RequestResults(scope, sealer, makeId);
      const first = await results.find(call);
      if (first !== undefined) return { result: first.result as Result, changes: [] };
      const log = new ChangeLog(scope);
      const audit = new AuditLog(scope, call, makeId);
      const made = await work({ ...writersOf(scope), changes: log, audit });
      if (audit.written === 0) throw new TypeError('a change must write an audit event');
      await results.keep(call, made);
      return { result: made, changes: log.appended };
    });
    await feed.noteCommitted(company, changes);
    return result;
  }

  private scope(manager: EntityManager, company: CompanyId): CompanyScope {
    const { database, clock } = this.parts;
    return { manager, dialect: database.dialect, entities: database.entities, company, clock };
  }
}

/**
 * Locks the company's row until the transaction ends. An UPDATE that changes nothing does so on both kinds of database,
 * and as the first statement it also makes MariaDB's snapshot begin after the lock is held.
 */
async function takeTurn(manager: EntityManager, { entities }: Database, company: CompanyId): Promise<void> {
  await manager.getRepository(entities.companies).update({ id: company }, { revision: () => 'revision' });
}

function readersOf(scope: CompanyScope): CompanyView {
  return {
    company: new CompanyRows(scope),
    certificates: new CertificateRows(scope),
    nodes: new NodeRows(scope),
    clientCertificates: new ClientCertificateRows(scope),
    environments: new EnvironmentRows(scope),
    applications: new ApplicationRows(scope),
    customDomains: new CustomDomainRows(scope),
    users: new UserRows(scope),
    serviceAccounts: new ServiceAccountRows(scope),
    auditEvents: new AuditEventRows(scope),
    signingRequests: new SigningRequestRows(scope),
    jwks: new JwkRows(scope),
    changeLog: new ChangeLogRows(scope),
    revisionKeys: new RevisionKeyRows(scope),
    truststores: new TruststoreRows(scope),
  };
}

function writersOf(scope: CompanyScope): Omit<CompanyTransaction, 'changes' | 'audit'> {
  return {
    company: new CompanyRows(scope),
    certificates: new WritableCertificateRows(scope),
    nodes: new NodeRows(scope),
    clientCertificates: new ClientCertificateRows(scope),
    environments: new WritableEnvironmentRows(scope),
    applications: new ApplicationRows(scope),
    customDomains: new CustomDomainRows(scope),
    users: new UserRows(scope),
    serviceAccounts: new ServiceAccountRows(scope),
    auditEvents: new AuditEventRows(scope),
    signingRequests: new SigningRequestRows(scope),
    jwks: new JwkRows(scope),
    changeLog: new ChangeLogRows(scope),
    revisionKeys: new RevisionKeyRows(scope),
    truststores: new WritableTruststoreRows(scope),
    sessions: new SessionRows(scope),
    tokens: new TokenRows(scope),
  };
}
