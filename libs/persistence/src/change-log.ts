import type { Change, ChangeAppender, LoggedChange } from '@certkeep/application';
import type { CompanyScope } from './repositories/company-scope.js';

/** Rows of one INSERT: SQLite takes 32,766 values in a statement. */
const insertedAtOnce = 500;

/**
 * Appends to a company's change log. The counter stands in the company's row, which the transaction holds locked:
 * numbers have no gap and follow the order of commits, and a transaction that is taken back takes back its numbers.
 */
export class ChangeLog implements ChangeAppender {
  /** What this transaction has appended. */
  readonly appended: LoggedChange[] = [];

  constructor(private readonly scope: CompanyScope) {}

  append(change: Change): Promise<number> {
    return this.appendMany([change]);
  }

  async appendMany(changes: readonly Change[]): Promise<number> {
    const { manager, entities, company, clock } = this.scope;
    const companies = manager.getRepository(entities.companies);
    await companies.update({ id: company }, { revision: () => `revision + ${changes.length}` });
    const { revision: last } = await companies.findOneByOrFail({ id: company });
    const logged = changes.map((change, index) => ({ ...change, revision: last - changes.length + 1 + index }));
    const now = clock.now();
    for (let at = 0; at < logged.length; at += insertedAtOnce) {
      const rows = logged.slice(at, at + insertedAtOnce).map(({ kind, recordId, revision }) => ({
        company_id: company,
        revision,
        kind,
        record_id: recordId,
        create_time: now,
      }));
      await manager.getRepository(entities.changes).insert(rows);
    }
    this.appended.push(...logged);
    return last;
  }
}
