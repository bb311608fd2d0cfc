import type { Clock, Company, CompanyDirectory, MakeId, NewCompany } from '@certkeep/application';
import { operatorCaller } from '@certkeep/application';
import { DomainError, nameKey, type CompanyId, type EnvironmentId } from '@certkeep/domain';
import { AuditLog } from './audit-log.js';
import { ChangeLog } from './change-log.js';
import type { Database } from './database.js';
import { companyOf } from './repositories/company-rows.js';

/** From how many days before its end a certificate counts as expiring soon, until a company chooses otherwise. */
const defaultWarningWindowDays = 30;
/** How long an earlier public key of a JWK stays published, until a company chooses otherwise: a day. */
const defaultJwkGraceSeconds = 24 * 60 * 60;

/** All of the installation's companies: the operator's view, and the way in before a company is known. */
export class DatabaseCompanyDirectory implements CompanyDirectory {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly makeId: MakeId,
  ) {}

  async list(): Promise<readonly Company[]> {
    const rows = await this.rows.find({ order: { slug: 'ASC' } });
    return rows.map(companyOf);
  }

  async listEnvironments(): Promise<ReadonlyMap<EnvironmentId, CompanyId>> {
    const { reader, entities } = this.database;
    const rows = await reader.getRepository(entities.environments).find({ select: { id: true, company_id: true } });
    return new Map(rows.map(({ id, company_id }) => [id as EnvironmentId, company_id as CompanyId]));
  }

  async findBySlug(slug: string): Promise<Company | undefined> {
    const row = await this.rows.findOneBy({ slug });
    return row === null ? undefined : companyOf(row);
  }

  async findBySetupSecret(secretHash: string): Promise<Company | undefined> {
    const row = await this.rows.findOneBy({ setup_secret_hash: secretHash });
    return row === null ? undefined : companyOf(row);
  }

  async create({ id, slug, name, apiManagerEnvironmentId }: NewCompany): Promise<void> {
    const { dialect, entities } = this.database;
    const now = this.clock.now();
    await this.database.transaction(async (manager) => {
      const companies = manager.getRepository(entities.companies);
      if (await companies.existsBy({ slug })) {
        throw new DomainError('NAME_TAKEN', `There is a company “${slug}” already. Choose another short name.`, {
          field: 'slug',
          metadata: { name: slug },
        });
      }
      await companies.insert({
        id,
        slug,
        name,
        revision: 0,
        audit_number: 0,
        warning_window_days: defaultWarningWindowDays,
        jwk_grace_seconds: defaultJwkGraceSeconds,
        setup_secret_hash: null,
        setup_expire_time: null,
        create_time: now,
      });
      const environment = 'API Manager';
      await manager.getRepository(entities.environments).insert({
        id: apiManagerEnvironmentId,
        company_id: id,
        name: environment,
        name_key: nameKey(environment),
        description: '',
        api_manager: true,
        max_cache_age: 0,
        system_roots: true,
        version: 1,
        create_time: now,
        update_time: now,
      });
      const call = { caller: operatorCaller(id), traceId: this.makeId(), sourceAddress: '' };
      const scope = { manager, dialect, entities, company: id, clock: this.clock };
      // Running processes learn by it that there is one more.
      await new ChangeLog(scope).append({ kind: 'company', recordId: id });
      const audit = new AuditLog(scope, call, this.makeId);
      await audit.record('company.create', { type: 'company', id, name });
    });
  }

  private get rows() {
    return this.database.reader.getRepository(this.database.entities.companies);
  }
}
