import type {
  Application,
  ApplicationQuery,
  ApplicationReader,
  ApplicationSettings,
  ApplicationWriter,
  Page,
} from '@certkeep/application';
import { nameKey, type ApplicationId, type EnvironmentId, type UserId } from '@certkeep/domain';
import { In } from 'typeorm';
import type { ApplicationRow } from '../entities/custom-domain.js';
import type { CompanyScope } from './company-scope.js';
import { countsBy } from './counts-by.js';
import { containing, pageByKeyset } from './keyset.js';

export class ApplicationRows implements ApplicationReader, ApplicationWriter {
  constructor(private readonly scope: CompanyScope) {}

  async find(id: ApplicationId): Promise<Application | undefined> {
    const row = await this.rows.findOneBy({ id, company_id: this.scope.company });
    return row === null ? undefined : (await this.withParts([row]))[0];
  }

  async findByName(name: string): Promise<{ id: ApplicationId; name: string } | undefined> {
    const row = await this.rows.findOneBy({ name_key: nameKey(name), company_id: this.scope.company });
    return row === null ? undefined : { id: row.id as ApplicationId, name: row.name };
  }

  async listOfContact(user: UserId, among: readonly ApplicationId[]): Promise<readonly ApplicationId[]> {
    const rows = await this.contacts.findBy({
      company_id: this.scope.company,
      user_id: user,
      application_id: In([...among]),
    });
    return rows.map(({ application_id }) => application_id as ApplicationId);
  }

  async list({ search, environmentId, page }: ApplicationQuery): Promise<Page<Application>> {
    const query = this.rows
      .createQueryBuilder('row')
      .where('row.company_id = :company', { company: this.scope.company });
    if (search !== '') query.andWhere("row.name_key LIKE :search ESCAPE '!'", { search: containing(nameKey(search)) });
    if (environmentId !== undefined) {
      query.andWhere(
        `row.id IN (SELECT e.application_id FROM ${this.scope.entities.applicationEnvironments.options.name} e WHERE e.environment_id = :environment)`,
        { environment: environmentId },
      );
    }
    const found = await pageByKeyset(query, {
      column: 'name_key',
      descending: false,
      page,
      keyOf: (row) => row.name_key,
    });
    return { ...found, rows: await this.withParts(found.rows) };
  }

  async insert(id: ApplicationId, settings: ApplicationSettings): Promise<void> {
    const now = this.scope.clock.now();
    await this.rows.insert({
      id,
      company_id: this.scope.company,
      ...columnsOf(settings),
      version: 1,
      create_time: now,
      update_time: now,
    });
    await this.insertParts(id, settings);
  }

  async update(id: ApplicationId, settings: ApplicationSettings): Promise<void> {
    await this.rows.update(
      { id, company_id: this.scope.company },
      { ...columnsOf(settings), version: () => 'version + 1', update_time: this.scope.clock.now() },
    );
    await this.deleteParts(id);
    await this.insertParts(id, settings);
  }

  async delete(id: ApplicationId): Promise<void> {
    await this.deleteParts(id);
    await this.rows.delete({ id, company_id: this.scope.company });
  }

  private async insertParts(
    id: ApplicationId,
    { environmentIds, technicalContactIds }: ApplicationSettings,
  ): Promise<void> {
    const of = { application_id: id, company_id: this.scope.company };
    if (environmentIds.length > 0) {
      await this.places.insert(environmentIds.map((environment_id) => ({ ...of, environment_id })));
    }
    if (technicalContactIds.length > 0) {
      await this.contacts.insert(technicalContactIds.map((user_id) => ({ ...of, user_id })));
    }
  }

  private async deleteParts(id: ApplicationId): Promise<void> {
    const of = { application_id: id, company_id: this.scope.company };
    await this.places.delete(of);
    await this.contacts.delete(of);
  }

  private async withParts(rows: readonly ApplicationRow[]): Promise<Application[]> {
    if (rows.length === 0) return [];
    const { manager, entities, company } = this.scope;
    const ids = rows.map(({ id }) => id);
    const of = { company_id: company, application_id: In(ids) };
    const places = await this.places.find({ where: of, order: { environment_id: 'ASC' } });
    const contacts = await this.contacts.find({ where: of, order: { user_id: 'ASC' } });
    const domains = await countsBy(
      manager.getRepository(entities.customDomains).createQueryBuilder('row'),
      'application_id',
      ids,
    );
    return rows.map((row) => ({
      id: row.id as ApplicationId,
      name: row.name,
      description: row.description,
      environmentIds: places
        .filter(({ application_id }) => application_id === row.id)
        .map(({ environment_id }) => environment_id as EnvironmentId),
      technicalContactIds: contacts
        .filter(({ application_id }) => application_id === row.id)
        .map(({ user_id }) => user_id as UserId),
      customDomainCount: domains.get(row.id) ?? 0,
      version: row.version,
      createTime: row.create_time,
      updateTime: row.update_time,
    }));
  }

  private get rows() {
    return this.scope.manager.getRepository(this.scope.entities.applications);
  }

  private get places() {
    return this.scope.manager.getRepository(this.scope.entities.applicationEnvironments);
  }

  private get contacts() {
    return this.scope.manager.getRepository(this.scope.entities.applicationContacts);
  }
}

function columnsOf({ name, description }: ApplicationSettings) {
  return { name, name_key: nameKey(name), description };
}
