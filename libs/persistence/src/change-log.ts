import type { Change, ChangeAppender, LoggedChange } from '@certkeep/application';
import type { CompanyScope } from './repositories/company-scope.js';

/**
 * Appends to a company's change log. The counter stands in the company's row, which the transaction holds locked:
 * numbers have no gap and follow the order of commits, and a transaction that is taken back takes back its numbers.
 */
export class ChangeLog implements ChangeAppender {
  /** What this transaction has appended. */
  readonly appended: LoggedChange[] = [];

  constructor(private readonly scope: CompanyScope) {}

  async append({ kind, recordId }: Change): Promise<number> {
    const { manager, entities, company, clock } = this.scope;
    const companies = manager.getRepository(entities.companies);
    await companies.update({ id: company }, { revision: () => 'revision + 1' });
    const { revision } = await companies.findOneByOrFail({ id: company });
    await manager
      .getRepository(entities.changes)
      .insert({ company_id: company, revision, kind, record_id: recordId, create_time: clock.now() });
    this.appended.push({ kind, recordId, revision });
    return revision;
  }
}
