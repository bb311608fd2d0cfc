import type {
  Page,
  PageRequest,
  ServiceAccount,
  ServiceAccountReader,
  ServiceAccountSettings,
  ServiceAccountWriter,
} from '@certkeep/application';
import { nameKey, type ServiceAccountId } from '@certkeep/domain';
import { In } from 'typeorm';
import type { ServiceAccountRow, TokenRow } from '../entities/identity.js';
import type { CompanyScope } from './company-scope.js';
import { containing, pageByKeyset } from './keyset.js';
import { tokenOf } from './token-rows.js';

export class ServiceAccountRows implements ServiceAccountReader, ServiceAccountWriter {
  constructor(private readonly scope: CompanyScope) {}

  async find(id: ServiceAccountId): Promise<ServiceAccount | undefined> {
    const row = await this.rows.findOneBy({ id, company_id: this.scope.company });
    return row === null ? undefined : (await this.withTokens([row]))[0];
  }

  async findByName(name: string): Promise<{ id: ServiceAccountId; name: string } | undefined> {
    const row = await this.rows.findOneBy({ name_key: nameKey(name), company_id: this.scope.company });
    return row === null ? undefined : { id: row.id as ServiceAccountId, name: row.name };
  }

  async list({ search, page }: { readonly search: string; readonly page: PageRequest }): Promise<Page<ServiceAccount>> {
    const query = this.rows
      .createQueryBuilder('row')
      .where('row.company_id = :company', { company: this.scope.company });
    if (search !== '') query.andWhere("row.name_key LIKE :search ESCAPE '!'", { search: containing(nameKey(search)) });
    const found = await pageByKeyset(query, {
      column: 'name_key',
      descending: false,
      page,
      keyOf: (row) => row.name_key,
    });
    return { ...found, rows: await this.withTokens(found.rows) };
  }

  async insert(id: ServiceAccountId, settings: ServiceAccountSettings): Promise<void> {
    const now = this.scope.clock.now();
    await this.rows.insert({
      id,
      company_id: this.scope.company,
      ...columnsOf(settings),
      version: 1,
      create_time: now,
      update_time: now,
    });
  }

  async update(id: ServiceAccountId, settings: ServiceAccountSettings): Promise<void> {
    await this.rows.update(
      { id, company_id: this.scope.company },
      { ...columnsOf(settings), version: () => 'version + 1', update_time: this.scope.clock.now() },
    );
  }

  async delete(id: ServiceAccountId): Promise<void> {
    await this.rows.delete({ id, company_id: this.scope.company });
  }

  private get rows() {
    return this.scope.manager.getRepository(this.scope.entities.serviceAccounts);
  }

  private async withTokens(rows: readonly ServiceAccountRow[]): Promise<ServiceAccount[]> {
    const tokens = await this.scope.manager.getRepository(this.scope.entities.tokens).find({
      where: { company_id: this.scope.company, owner_kind: 'service_account', owner_id: In(rows.map(({ id }) => id)) },
      order: { id: 'ASC' },
    });
    return rows.map((row) =>
      serviceAccountOf(
        row,
        tokens.filter(({ owner_id }) => owner_id === row.id),
      ),
    );
  }
}

function columnsOf({ name, description, permissions, disabled }: ServiceAccountSettings) {
  return { name, name_key: nameKey(name), description, permissions: [...permissions], disabled };
}

function serviceAccountOf(row: ServiceAccountRow, tokens: readonly TokenRow[]): ServiceAccount {
  return {
    id: row.id as ServiceAccountId,
    name: row.name,
    description: row.description,
    permissions: row.permissions,
    disabled: row.disabled,
    tokens: tokens.map(tokenOf),
    version: row.version,
    createTime: row.create_time,
    updateTime: row.update_time,
  };
}
