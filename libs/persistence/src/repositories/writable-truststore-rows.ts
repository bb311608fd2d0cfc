import { entrySearchText, type NewTrustedCa, type TrustedCa, type TruststoreWriter } from '@certkeep/application';
import { nameKey, uniqueAlias, type TrustedCaId } from '@certkeep/domain';
import { In } from 'typeorm';
import type { CompanyScope } from './company-scope.js';
import { certificateColumns, TruststoreRows } from './truststore-rows.js';

const nextVersion = () => 'version + 1';

/** Rows of one INSERT: SQLite takes 32,766 values in a statement. */
const insertedAtOnce = 500;

/** What one company's environments trust, inside a transaction. */
export class WritableTruststoreRows extends TruststoreRows implements TruststoreWriter {
  async insert(cas: readonly NewTrustedCa[]): Promise<void> {
    const { company, clock } = this.scope;
    const now = clock.now();
    for (let at = 0; at < cas.length; at += insertedAtOnce) {
      const some = cas.slice(at, at + insertedAtOnce).map(({ id, environmentId, alias, facts, der }) => ({
        id,
        company_id: company,
        environment_id: environmentId,
        ...certificateColumns(alias, facts, der),
        version: 1,
        create_time: now,
        update_time: now,
      }));
      await this.rows.createQueryBuilder().insert().values(some).updateEntity(false).execute();
    }
  }

  async rename(id: TrustedCaId, alias: string): Promise<void> {
    const row = await this.rows.findOneByOrFail({ id, company_id: this.scope.company });
    await this.rows.update(
      { id },
      {
        alias,
        alias_key: nameKey(alias),
        search_text: entrySearchText(alias, row.facts),
        version: nextVersion,
        update_time: this.scope.clock.now(),
      },
    );
  }

  async replace(
    id: TrustedCaId,
    { facts, der }: { readonly facts: TrustedCa['facts']; readonly der: Uint8Array },
  ): Promise<void> {
    const { alias } = await this.rows.findOneByOrFail({ id, company_id: this.scope.company });
    await this.rows.update(
      { id },
      { ...certificateColumns(alias, facts, der), version: nextVersion, update_time: this.scope.clock.now() },
    );
  }

  async delete(id: TrustedCaId): Promise<void> {
    await this.rows.delete({ id, company_id: this.scope.company });
  }
}

/** An alias that is assigned wins: an imported CA that has it gets a number behind its own. */
export async function makeWayForAlias(
  scope: CompanyScope,
  alias: string,
  environments: readonly string[],
): Promise<void> {
  if (environments.length === 0) return;
  const { manager, entities, company } = scope;
  const rows = manager.getRepository(entities.trustedCas);
  const inTheWay = await rows.find({
    where: { company_id: company, environment_id: In([...environments]), alias_key: nameKey(alias) },
    select: { id: true, environment_id: true, alias: true },
  });
  for (const { id, environment_id, alias: own } of inTheWay) {
    const imported = await rows.find({ where: { environment_id }, select: { id: true, alias_key: true } });
    const assigned = await manager.getRepository(entities.environmentAssignments).find({
      where: { environment_id },
      select: { definition_id: true, environment_id: true, live_alias_key: true },
    });
    const taken = new Set([
      ...imported.map(({ alias_key }) => alias_key),
      ...assigned.map(({ live_alias_key }) => live_alias_key),
    ]);
    const free = uniqueAlias(own, (key) => taken.has(key));
    await new WritableTruststoreRows(scope).rename(id as TrustedCaId, free);
  }
}
