import type { Environment, EnvironmentReader } from '@certkeep/application';
import type { EnvironmentId } from '@certkeep/domain';
import type { EnvironmentRow } from '../entities/environment.js';
import type { CompanyScope } from './company-scope.js';

export class EnvironmentRows implements EnvironmentReader {
  constructor(private readonly scope: CompanyScope) {}

  async find(id: EnvironmentId): Promise<Environment | undefined> {
    const row = await this.rows.findOneBy({ id, company_id: this.scope.company });
    return row === null ? undefined : environmentOf(row);
  }

  async list(): Promise<readonly Environment[]> {
    const rows = await this.rows.find({ where: { company_id: this.scope.company }, order: { name_key: 'ASC' } });
    return rows.map(environmentOf);
  }

  private get rows() {
    return this.scope.manager.getRepository(this.scope.entities.environments);
  }
}

function environmentOf(row: EnvironmentRow): Environment {
  return {
    id: row.id as EnvironmentId,
    name: row.name,
    description: row.description,
    kind: row.api_manager === true ? 'API_MANAGER' : 'STANDARD',
    version: row.version,
    createTime: row.create_time,
    updateTime: row.update_time,
  };
}
