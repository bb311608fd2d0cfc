import { presentedNames } from '@certkeep/application';
import { coveringNames, statusTimes, type CertificateId, type StatusTimes } from '@certkeep/domain';
import { In, IsNull, Not } from 'typeorm';
import type { CertificateRow, DefinitionRow, VersionRow } from '../entities/certificate.js';
import { CertificateCounts, type CountedStanding } from './certificate-counts.js';
import type { CompanyScope } from './company-scope.js';
import { searchTextOf } from './search-text.js';

type CurrentVersion = Pick<VersionRow, 'definition_id' | 'not_before' | 'not_after' | 'facts'>;

/**
 * What lists filter, sort and count by, kept beside each certificate: made anew from its records, in the transaction
 * that changes them, so that reading asks no other table.
 */
export class CertificateStandings {
  private readonly counts: CertificateCounts;

  constructor(private readonly scope: CompanyScope) {
    this.counts = new CertificateCounts(scope);
  }

  /** A certificate that lists show from now on. */
  async add(id: CertificateId): Promise<void> {
    const row = await this.row(id);
    if (row !== null) await this.counts.move(undefined, await this.write(row));
  }

  /** One that they no longer show. */
  async remove(id: CertificateId): Promise<void> {
    const row = await this.row(id);
    if (row === null) return;
    await this.counts.move(countedOf(row), undefined);
    await this.forgetParts(id);
  }

  /** One whose definitions, versions, name or labels have changed. */
  async refresh(id: CertificateId): Promise<void> {
    const row = await this.row(id);
    if (row !== null) await this.counts.move(countedOf(row), await this.write(row));
  }

  /** Certificates that something has begun or ceased to depend on. Others, and deleted ones, are passed over. */
  async refreshUse(ids: readonly (string | null | undefined)[]): Promise<void> {
    const rows = await this.certificates.findBy({
      id: In(ids.filter((id) => id !== null && id !== undefined)),
      company_id: this.scope.company,
      delete_time: IsNull(),
    });
    for (const row of rows) await this.moveUse(row);
  }

  /** The primary certificate, which is in use while a node follows it. */
  async refreshPrimaryUse(): Promise<void> {
    const row = await this.certificates.findOneBy({ company_id: this.scope.company, primary_marker: true });
    if (row !== null) await this.moveUse(row);
  }

  private async moveUse(row: CertificateRow): Promise<void> {
    const inUse = await this.isInUse(row);
    if (inUse === row.in_use) return;
    await this.certificates.update({ id: row.id }, { in_use: inUse });
    await this.counts.move(countedOf(row), { ...countedOf(row), inUse });
  }

  private async write(row: CertificateRow): Promise<CountedStanding> {
    const { company, manager, entities } = this.scope;
    const definitions = await manager.getRepository(entities.definitions).findBy({
      company_id: company,
      certificate_id: row.id,
    });
    const versions = await this.currentVersions(definitions);
    const times = await this.timesOf(versions);
    const inUse = await this.isInUse(row);
    await this.certificates.update(
      { id: row.id },
      {
        start_time: times.startTime,
        warn_time: times.warnTime,
        expire_time: times.expireTime,
        in_use: inUse,
        search_text: searchTextOf({
          name: row.name,
          description: row.description,
          definitions: definitions.flatMap(({ id, alias }) =>
            versions.filter(({ definition_id }) => definition_id === id).map(({ facts }) => ({ alias, facts })),
          ),
        }),
      },
    );
    await this.writeParts(row, versions);
    return { ...times, inUse };
  }

  private async writeParts(row: CertificateRow, versions: readonly CurrentVersion[]): Promise<void> {
    const { company, manager, entities } = this.scope;
    const of = { company_id: company, certificate_id: row.id };
    await this.forgetParts(row.id);
    const labels = Object.entries(row.labels).map(([key, value]) => ({ ...of, label_key: key, label_value: value }));
    if (labels.length > 0) await manager.getRepository(entities.certificateLabels).insert(labels);
    const names = versions.flatMap(({ definition_id, facts }) =>
      coveringNames(presentedNames(facts)).map((name) => ({ ...of, definition_id, name })),
    );
    for (let from = 0; from < names.length; from += insertedAtOnce) {
      await manager.getRepository(entities.coveredNames).insert(names.slice(from, from + insertedAtOnce));
    }
  }

  private async forgetParts(id: string): Promise<void> {
    const { company, manager, entities } = this.scope;
    const of = { company_id: company, certificate_id: id };
    await manager.getRepository(entities.certificateLabels).delete(of);
    await manager.getRepository(entities.coveredNames).delete(of);
  }

  private currentVersions(definitions: readonly DefinitionRow[]): Promise<readonly CurrentVersion[]> {
    const { manager, entities, company } = this.scope;
    return manager.getRepository(entities.versions).find({
      where: { id: In(definitions.map(({ current_version_id }) => current_version_id)), company_id: company },
      select: { id: true, definition_id: true, not_before: true, not_after: true, facts: true },
    });
  }

  private async timesOf(versions: readonly CurrentVersion[]): Promise<StatusTimes> {
    const { manager, entities, company } = this.scope;
    const { warning_window_days: window } = await manager
      .getRepository(entities.companies)
      .findOneByOrFail({ id: company });
    return statusTimes(
      versions.map(({ not_before, not_after }) => ({ notBefore: not_before, notAfter: not_after })),
      window,
    );
  }

  private async isInUse({ id, primary_marker }: Pick<CertificateRow, 'id' | 'primary_marker'>): Promise<boolean> {
    const { manager, entities, company } = this.scope;
    const nodes = manager.getRepository(entities.nodes);
    return (
      (await manager.getRepository(entities.customDomains).existsBy({ company_id: company, certificate_id: id })) ||
      (await manager.getRepository(entities.environmentAssignments).existsBy({ certificate_id: id })) ||
      (await nodes.existsBy({ company_id: company, chosen_certificate_id: id })) ||
      (await manager.getRepository(entities.jwks).existsBy({ company_id: company, certificate_id: id })) ||
      (primary_marker === true &&
        (await nodes.existsBy({ company_id: company, chosen_certificate_id: IsNull(), mtls_enabled: Not(false) })))
    );
  }

  /** Null for one that this company doesn't have. */
  private row(id: CertificateId): Promise<CertificateRow | null> {
    return this.certificates.findOneBy({ id, company_id: this.scope.company });
  }

  private get certificates() {
    return this.scope.manager.getRepository(this.scope.entities.certificates);
  }
}

/** Rows of one INSERT: SQLite takes 32,766 values in a statement. */
const insertedAtOnce = 1000;

function countedOf({ start_time, warn_time, expire_time, in_use }: CertificateRow): CountedStanding {
  return { startTime: start_time, warnTime: warn_time, expireTime: expire_time, inUse: in_use };
}
