import type { ChangeLogReader, LogHead, LoggedChange } from '@certkeep/application';
import { MoreThan } from 'typeorm';
import type { CompanyScope } from './company-scope.js';

export class ChangeLogRows implements ChangeLogReader {
  constructor(private readonly scope: CompanyScope) {}

  async head(): Promise<LogHead> {
    const { manager, entities, company } = this.scope;
    const { revision, create_time } = await manager.getRepository(entities.companies).findOneByOrFail({ id: company });
    const last = await this.rows.findOneBy({ company_id: company, revision });
    return { revision, commitTime: last?.create_time ?? create_time };
  }

  async after(revision: number, most: number): Promise<readonly LoggedChange[]> {
    const rows = await this.rows.find({
      where: { company_id: this.scope.company, revision: MoreThan(revision) },
      order: { revision: 'ASC' },
      take: most,
    });
    return rows.map(({ kind, record_id, revision: at }) => ({ kind, recordId: record_id, revision: at }));
  }

  private get rows() {
    return this.scope.manager.getRepository(this.scope.entities.changes);
  }
}
