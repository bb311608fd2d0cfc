import {
  entrySearchText,
  type AssignedAnchor,
  type AssignedEntry,
  type EntryQuery,
  type StoredCa,
  type TrustAnchor,
  type TrustedCa,
  type TruststoreReader,
} from '@certkeep/application';
import { nameKey, type CertificateId, type EnvironmentId, type TrustedCaId } from '@certkeep/domain';
import { In, IsNull, Not } from 'typeorm';
import { trustedCaTable, type TrustedCaRow } from '../entities/trusted-ca.js';
import { plainRows } from '../plain-rows.js';
import { assignedRows, type AssignedRow } from './assigned-rows.js';
import type { CompanyScope } from './company-scope.js';
import { containing } from './keyset.js';

const shownColumns = [
  'id',
  'environment_id',
  'alias',
  'not_before',
  'not_after',
  'facts',
  'version',
  'create_time',
  'update_time',
] as const;

/** Values of one IN. SQLite takes 32,766 in a statement. */
const askedAtOnce = 1000;

/** What one company's environments trust. */
export class TruststoreRows implements TruststoreReader {
  constructor(protected readonly scope: CompanyScope) {}

  async listAssigned({ environmentId, search, after, limit }: EntryQuery): Promise<readonly AssignedEntry[]> {
    const found: AssignedEntry[] = [];
    let last = after;
    // A search reads on until it has enough: what it looks for stands in other tables than what the order is by.
    for (;;) {
      const size = search === '' ? limit : askedAtOnce;
      const rows = await assignedRows(this.scope, { environmentId, after: last, limit: size }, ['facts']);
      for (const row of rows) {
        const entry = assignedEntryOf(row);
        if (search !== '' && !entrySearchText(entry.alias, entry.facts).includes(search)) continue;
        found.push(entry);
        if (found.length === limit) return found;
      }
      last = rows.at(-1)?.aliasKey;
      if (rows.length < size) return found;
    }
  }

  async listImported({ environmentId, search, after, limit }: EntryQuery): Promise<readonly TrustedCa[]> {
    const query = this.of(environmentId).orderBy('row.alias_key', 'ASC').limit(limit);
    if (after !== undefined) query.andWhere('row.alias_key > :after', { after });
    if (search !== '') {
      query.andWhere(`row.search_text LIKE :search ESCAPE '!'`, { search: containing(search) });
    }
    return (await plainRows(query, trustedCaTable, shownColumns)).map(trustedCaOf);
  }

  countAssigned(environment: EnvironmentId): Promise<number> {
    const where = { environment_id: environment, company_id: this.scope.company, live_alias_key: Not(IsNull()) };
    return this.assignments.countBy(where);
  }

  countImported(environment: EnvironmentId): Promise<number> {
    return this.rows.countBy({ environment_id: environment, company_id: this.scope.company });
  }

  async takenAliases(environment: EnvironmentId, aliasKeys: readonly string[]): Promise<ReadonlySet<string>> {
    const taken = new Set<string>();
    for (let at = 0; at < aliasKeys.length; at += askedAtOnce) {
      const some = In(aliasKeys.slice(at, at + askedAtOnce));
      const where = { environment_id: environment, company_id: this.scope.company };
      const imported = await this.rows.find({ where: { ...where, alias_key: some }, select: { alias_key: true } });
      const assigned = await this.assignments.find({
        where: { ...where, live_alias_key: some },
        select: { definition_id: true, environment_id: true, live_alias_key: true },
      });
      for (const { alias_key } of imported) taken.add(alias_key);
      for (const { live_alias_key } of assigned) if (live_alias_key !== null) taken.add(live_alias_key);
    }
    return taken;
  }

  async assignedAnchors(environment: EnvironmentId): Promise<readonly AssignedAnchor[]> {
    const anchors: AssignedAnchor[] = [];
    for (let after: string | undefined; ;) {
      const page = { environmentId: environment, after, limit: askedAtOnce };
      const rows = await assignedRows(this.scope, page, ['leaf', 'leaf_sha256']);
      anchors.push(...rows.map(assignedAnchorOf));
      if (rows.length < askedAtOnce) return anchors;
      after = rows.at(-1)?.aliasKey;
    }
  }

  async assignedAnchorsOf(
    environment: EnvironmentId,
    certificates: readonly CertificateId[],
  ): Promise<readonly AssignedAnchor[]> {
    const anchors: AssignedAnchor[] = [];
    for (let at = 0; at < certificates.length; at += askedAtOnce) {
      const some = certificates.slice(at, at + askedAtOnce);
      const asked = { environmentId: environment, certificates: some, limit: askedAtOnce };
      anchors.push(...(await assignedRows(this.scope, asked, ['leaf', 'leaf_sha256'])).map(assignedAnchorOf));
    }
    return anchors;
  }

  async importedAnchors(environment: EnvironmentId): Promise<readonly TrustAnchor[]> {
    const query = this.of(environment).orderBy('row.alias_key', 'ASC');
    return plainRows(query, trustedCaTable, ['alias', 'der', 'sha256']);
  }

  async find(id: TrustedCaId): Promise<TrustedCa | undefined> {
    const row = await this.rows.findOneBy({ id, company_id: this.scope.company });
    return row === null ? undefined : trustedCaOf(row);
  }

  async knownCas(environment: EnvironmentId): Promise<readonly StoredCa[]> {
    const rows = await plainRows(this.of(environment), trustedCaTable, [
      'id',
      'alias',
      'sha256',
      'spki_sha256',
      'facts',
      'version',
      'create_time',
      'update_time',
    ]);
    return rows.map(({ id, alias, sha256, spki_sha256, facts, version, create_time, update_time }) => ({
      id,
      alias,
      sha256,
      spkiSha256: spki_sha256,
      subject: facts.subject,
      version,
      createTime: create_time,
      updateTime: update_time,
    }));
  }

  async assignedAliases(environment: EnvironmentId): Promise<ReadonlySet<string>> {
    const rows = await this.assignments.find({
      where: { environment_id: environment, company_id: this.scope.company, live_alias_key: Not(IsNull()) },
      select: { definition_id: true, environment_id: true, live_alias_key: true },
    });
    return new Set(rows.flatMap(({ live_alias_key }) => (live_alias_key === null ? [] : [live_alias_key])));
  }

  private of(environment: EnvironmentId) {
    return this.rows
      .createQueryBuilder('row')
      .where('row.environment_id = :environment', { environment })
      .andWhere('row.company_id = :company', { company: this.scope.company });
  }

  protected get rows() {
    return this.scope.manager.getRepository(this.scope.entities.trustedCas);
  }

  private get assignments() {
    return this.scope.manager.getRepository(this.scope.entities.environmentAssignments);
  }
}

function trustedCaOf(row: Pick<TrustedCaRow, (typeof shownColumns)[number]>): TrustedCa {
  return {
    id: row.id as TrustedCaId,
    environmentId: row.environment_id as EnvironmentId,
    alias: row.alias,
    facts: { ...row.facts, notBefore: row.not_before, notAfter: row.not_after },
    version: row.version,
    createTime: row.create_time,
    updateTime: row.update_time,
  };
}

function assignedEntryOf({ definition, version }: AssignedRow<'facts'>): AssignedEntry {
  return {
    definitionId: definition.id as AssignedEntry['definitionId'],
    certificateId: definition.certificate_id as CertificateId,
    alias: definition.alias,
    facts: { ...version.facts, notBefore: version.not_before, notAfter: version.not_after },
    createTime: definition.create_time,
    updateTime: definition.update_time,
  };
}

function assignedAnchorOf({ definition, version }: AssignedRow<'leaf' | 'leaf_sha256'>): AssignedAnchor {
  return {
    alias: definition.alias,
    certificateId: definition.certificate_id as CertificateId,
    der: version.leaf,
    sha256: version.leaf_sha256,
  };
}

/** The columns of a new imported CA, or of one that is renewed. */
export function certificateColumns(alias: string, facts: TrustedCa['facts'], der: Uint8Array) {
  const { notBefore, notAfter, ...others } = facts;
  return {
    alias,
    alias_key: nameKey(alias),
    search_text: entrySearchText(alias, facts),
    sha256: facts.sha256,
    spki_sha256: facts.spkiSha256,
    not_before: notBefore,
    not_after: notAfter,
    facts: others,
    der: Buffer.from(der),
  };
}
