import type {
  Environment,
  EnvironmentCounts,
  EnvironmentKind,
  EnvironmentReader,
  Page,
  PageRequest,
} from '@certkeep/application';
import { nameKey, type Dependent, type EnvironmentId } from '@certkeep/domain';
import { IsNull } from 'typeorm';
import type { EnvironmentRow } from '../entities/environment.js';
import type { CompanyScope } from './company-scope.js';
import { countsBy } from './counts-by.js';
import { pageByKeyset } from './keyset.js';

export class EnvironmentRows implements EnvironmentReader {
  constructor(protected readonly scope: CompanyScope) {}

  async find(id: EnvironmentId): Promise<Environment | undefined> {
    const row = await this.rows.findOneBy({ id, company_id: this.scope.company });
    return row === null ? undefined : environmentOf(row);
  }

  async findByName(name: string): Promise<{ id: EnvironmentId; name: string } | undefined> {
    const row = await this.rows.findOneBy({ name_key: nameKey(name), company_id: this.scope.company });
    return row === null ? undefined : { id: row.id as EnvironmentId, name: row.name };
  }

  async apiManager(): Promise<Environment> {
    return environmentOf(await this.rows.findOneByOrFail({ company_id: this.scope.company, api_manager: true }));
  }

  async list(): Promise<readonly Environment[]> {
    const rows = await this.rows.find({ where: { company_id: this.scope.company }, order: { name_key: 'ASC' } });
    return rows.map(environmentOf);
  }

  async listPage({
    kind,
    page,
  }: {
    readonly kind: EnvironmentKind | undefined;
    readonly page: PageRequest;
  }): Promise<Page<Environment>> {
    const query = this.rows
      .createQueryBuilder('row')
      .where('row.company_id = :company', { company: this.scope.company });
    if (kind !== undefined) query.andWhere(`row.api_manager IS ${kind === 'API_MANAGER' ? 'NOT NULL' : 'NULL'}`);
    const found = await pageByKeyset(query, {
      column: 'name_key',
      descending: false,
      page,
      keyOf: (row) => row.name_key,
    });
    return { ...found, rows: found.rows.map(environmentOf) };
  }

  async count(ids: readonly EnvironmentId[]): Promise<ReadonlyMap<EnvironmentId, EnvironmentCounts>> {
    const { manager, entities } = this.scope;
    const live = this.assignments.createQueryBuilder('row').where('row.live_alias_key IS NOT NULL');
    const definitions = await countsBy(live, 'environment_id', ids);
    const nodes = await countsBy(
      manager.getRepository(entities.nodes).createQueryBuilder('row'),
      'environment_id',
      ids,
    );
    const domains = await countsBy(
      manager.getRepository(entities.customDomains).createQueryBuilder('row'),
      'environment_id',
      ids,
    );
    const jwks = await countsBy(
      manager.getRepository(entities.jwkEnvironments).createQueryBuilder('row'),
      'environment_id',
      ids,
    );
    return new Map(
      ids.map((id) => [
        id,
        {
          definitions: definitions.get(id) ?? 0,
          nodes: nodes.get(id) ?? 0,
          customDomains: domains.get(id) ?? 0,
          jwks: jwks.get(id) ?? 0,
        },
      ]),
    );
  }

  async listDependents(id: EnvironmentId, most: number): Promise<readonly Dependent[]> {
    const { manager, entities, company } = this.scope;
    const domains = await manager.getRepository(entities.customDomains).find({
      where: { company_id: company, environment_id: id },
      select: { id: true, host: true },
      order: { host: 'ASC' },
      take: most,
    });
    const nodes = await manager.getRepository(entities.nodes).find({
      where: { company_id: company, environment_id: id },
      select: { id: true, name: true },
      order: { name_key: 'ASC' },
      take: most,
    });
    const certificates = await this.certificatesIn(id, most);
    const jwks = await this.jwksIn(id, most);
    return [
      ...domains.map((row) => ({ kind: 'custom_domain', id: row.id, name: row.host })),
      ...nodes.map((row) => ({ kind: 'node', id: row.id, name: row.name })),
      ...certificates.map((row) => ({ kind: 'certificate', id: row.id, name: row.name })),
      ...jwks.map((row) => ({ kind: 'jwk', id: row.id, name: row.name })),
    ].slice(0, most);
  }

  private certificatesIn(id: EnvironmentId, most: number) {
    const { manager, entities, company } = this.scope;
    const assigned = `SELECT a.certificate_id FROM ${entities.environmentAssignments.options.name} a WHERE a.environment_id = :environment`;
    return manager
      .getRepository(entities.certificates)
      .createQueryBuilder('row')
      .select(['row.id', 'row.name'])
      .where({ company_id: company, delete_time: IsNull() })
      .andWhere(`row.id IN (${assigned})`, { environment: id })
      .orderBy('row.live_name_key', 'ASC')
      .take(most)
      .getMany();
  }

  private jwksIn(id: EnvironmentId, most: number) {
    const { manager, entities, company } = this.scope;
    const published = `SELECT e.jwk_id FROM ${entities.jwkEnvironments.options.name} e WHERE e.environment_id = :environment`;
    return manager
      .getRepository(entities.jwks)
      .createQueryBuilder('row')
      .select(['row.id', 'row.name'])
      .where({ company_id: company })
      .andWhere(`row.id IN (${published})`, { environment: id })
      .orderBy('row.name_key', 'ASC')
      .take(most)
      .getMany();
  }

  protected get rows() {
    return this.scope.manager.getRepository(this.scope.entities.environments);
  }

  protected get assignments() {
    return this.scope.manager.getRepository(this.scope.entities.environmentAssignments);
  }
}

function environmentOf(row: EnvironmentRow): Environment {
  return {
    id: row.id as EnvironmentId,
    name: row.name,
    description: row.description,
    kind: row.api_manager === true ? 'API_MANAGER' : 'STANDARD',
    maxCacheAge: row.max_cache_age === 0 ? undefined : row.max_cache_age,
    systemRoots: row.system_roots,
    version: row.version,
    createTime: row.create_time,
    updateTime: row.update_time,
  };
}
