import type {
  Certificate,
  CertificateQuery,
  CertificateReader,
  CertificateReference,
  CertificateSummary,
  Page,
  PageRequest,
  SummaryQuery,
  Version,
  VersionMaterial,
} from '@certkeep/application';
import { nameKey, type CertificateId, type DefinitionId, type EnvironmentId } from '@certkeep/domain';
import { In, IsNull, LessThanOrEqual, Not } from 'typeorm';
import { certificateTable, type CertificateRow } from '../entities/certificate.js';
import { plainRows } from '../plain-rows.js';
import { applyFilter } from './certificate-filter.js';
import { materialOf, versionOf, type ShownCertificateRow } from './certificate-mapping.js';
import { certificatesOf, versionFactsColumns } from './certificate-parts.js';
import { planOf } from './certificate-plan.js';
import { summarize } from './certificate-summary.js';
import type { CompanyScope } from './company-scope.js';
import { pageByKeyset, pageReadBy } from './keyset.js';

const times = {
  expire_time: { column: 'expire_time', keyOf: (row: ShownCertificateRow) => row.expire_time.getTime() },
  create_time: { column: 'create_time', keyOf: (row: ShownCertificateRow) => row.create_time.getTime() },
} as const;
/** Names of certificates that are there stand in an index of their own. */
const orderColumns = {
  ...times,
  name: { column: 'live_name_key', unique: true, keyOf: (row: ShownCertificateRow) => row.name_key },
} as const;
const orderColumnsOfDeleted = {
  ...times,
  name: { column: 'name_key', keyOf: (row: ShownCertificateRow) => row.name_key },
} as const;

const shownColumns = (Object.keys(certificateTable.columns) as (keyof CertificateRow)[]).filter(
  (column) => column !== 'search_text',
);
const selectedVersionFacts = Object.fromEntries(versionFactsColumns.map((column) => [column, true]));

export class CertificateRows implements CertificateReader {
  constructor(protected readonly scope: CompanyScope) {}

  async find(id: CertificateId): Promise<Certificate | undefined> {
    return this.oneWhere({ id });
  }

  async findMany(ids: readonly CertificateId[]): Promise<readonly Certificate[]> {
    const rows = await this.certificates.findBy({
      id: In([...ids]),
      company_id: this.scope.company,
      delete_time: IsNull(),
    });
    return this.withDefinitions(rows);
  }

  async findPrimary(): Promise<Certificate | undefined> {
    return this.oneWhere({ primary_marker: true });
  }

  async findByName(name: string): Promise<CertificateReference | undefined> {
    const row = await this.certificates.findOneBy({ company_id: this.scope.company, live_name_key: nameKey(name) });
    return row === null ? undefined : { id: row.id as CertificateId, name: row.name };
  }

  findByLeaf(sha256: string): Promise<CertificateReference | undefined> {
    return this.referenceByVersion('version.live_leaf_sha256 = :value', sha256);
  }

  findByPublicKey(spkiSha256: string): Promise<CertificateReference | undefined> {
    return this.referenceByVersion('version.spki_sha256 = :value', spkiSha256);
  }

  async findByAlias(
    alias: string,
    environments: readonly EnvironmentId[],
    except?: CertificateId,
  ): Promise<(CertificateReference & { readonly environmentId: EnvironmentId }) | undefined> {
    const assignment = await this.assignments.findOneBy({
      company_id: this.scope.company,
      environment_id: In([...environments]),
      live_alias_key: nameKey(alias),
      ...(except === undefined ? {} : { certificate_id: Not(except) }),
    });
    if (assignment === null) return undefined;
    const row = await this.certificates.findOneByOrFail({
      company_id: this.scope.company,
      id: assignment.certificate_id,
    });
    const environmentId = assignment.environment_id as EnvironmentId;
    return { id: row.id as CertificateId, name: row.name, environmentId };
  }

  async findByDefinition(id: DefinitionId): Promise<Certificate | undefined> {
    const row = await this.definitions.findOneBy({ id, company_id: this.scope.company });
    return row === null ? undefined : this.find(row.certificate_id as CertificateId);
  }

  async findDeleted(id: CertificateId): Promise<Certificate | undefined> {
    const row = await this.certificates.findOneBy({
      id,
      company_id: this.scope.company,
      delete_time: Not(IsNull()),
    });
    return row === null ? undefined : (await this.withDefinitions([row]))[0];
  }

  async findLiveTwin(definition: DefinitionId): Promise<CertificateReference | undefined> {
    const versions = await this.versions.find({
      where: { definition_id: definition, company_id: this.scope.company },
      select: { id: true, leaf_sha256: true },
    });
    for (const { leaf_sha256 } of versions) {
      const twin = await this.findByLeaf(leaf_sha256);
      if (twin !== undefined) return twin;
    }
    return undefined;
  }

  async listDeletedUntil(time: Date): Promise<readonly CertificateId[]> {
    const rows = await this.certificates.find({
      where: { company_id: this.scope.company, delete_time: LessThanOrEqual(time) },
      select: { id: true },
    });
    return rows.map(({ id }) => id as CertificateId);
  }

  async list({ filter, at, orderBy, descending, page }: CertificateQuery): Promise<Page<Certificate>> {
    const { manager, entities, company, dialect } = this.scope;
    const plan = await planOf(this.scope, { filter, at, orderBy });
    const query = this.certificates.createQueryBuilder('row').where('row.company_id = :company', { company });
    applyFilter(query, entities, filter, at, plan);
    // Deleted ones stand in front, without a name: a walk must not begin with them.
    if (orderBy === 'name' && !filter.deleted) query.andWhere('row.live_name_key IS NOT NULL');
    const found = await pageReadBy(
      query,
      { ...(filter.deleted ? orderColumnsOfDeleted : orderColumns)[orderBy], descending, page },
      () => plainRows(query, certificateTable, shownColumns, { manager, dialect, index: plan.index }),
    );
    return { ...found, rows: await this.withDefinitions(found.rows) };
  }

  summarize(query: SummaryQuery): Promise<CertificateSummary> {
    return summarize(this.scope, query);
  }

  async listVersions(definition: DefinitionId, page: PageRequest): Promise<Page<Version>> {
    const query = this.versions
      .createQueryBuilder('row')
      .select(versionFactsColumns.map((column) => `row.${column}`))
      .where('row.company_id = :company AND row.definition_id = :definition', {
        company: this.scope.company,
        definition,
      });
    const found = await pageByKeyset(query, {
      column: 'number',
      keyOf: (row) => row.number,
      descending: true,
      page,
    });
    return { ...found, rows: found.rows.map(versionOf) };
  }

  async findVersion(definition: DefinitionId, number: number): Promise<Version | undefined> {
    const row = await this.versions.findOne({
      where: { definition_id: definition, number, company_id: this.scope.company },
      select: selectedVersionFacts,
    });
    return row === null ? undefined : versionOf(row);
  }

  async findVersionByLeaf(definition: DefinitionId, sha256: string): Promise<Version | undefined> {
    const row = await this.versions.findOne({
      where: { definition_id: definition, leaf_sha256: sha256, company_id: this.scope.company },
      select: selectedVersionFacts,
    });
    return row === null ? undefined : versionOf(row);
  }

  async material(definition: DefinitionId, number?: number): Promise<VersionMaterial | undefined> {
    const query = this.versions
      .createQueryBuilder('version')
      .innerJoin(this.scope.entities.definitions.options.name, 'definition', 'definition.id = version.definition_id')
      .where('definition.id = :definition AND definition.company_id = :company', {
        definition,
        company: this.scope.company,
      });
    if (number === undefined) query.andWhere('version.id = definition.current_version_id');
    else query.andWhere('version.number = :number', { number });
    const row = await query.getOne();
    return row === null ? undefined : materialOf(row);
  }

  private async oneWhere(where: { id?: string; primary_marker?: boolean }): Promise<Certificate | undefined> {
    const row = await this.certificates.findOneBy({ ...where, company_id: this.scope.company, delete_time: IsNull() });
    return row === null ? undefined : (await this.withDefinitions([row]))[0];
  }

  private async referenceByVersion(condition: string, value: string): Promise<CertificateReference | undefined> {
    const row = await this.certificates
      .createQueryBuilder('row')
      .innerJoin(this.scope.entities.definitions.options.name, 'definition', 'definition.certificate_id = row.id')
      .innerJoin(this.scope.entities.versions.options.name, 'version', 'version.definition_id = definition.id')
      .where('row.company_id = :company AND row.delete_time IS NULL', { company: this.scope.company })
      .andWhere('version.company_id = :company')
      .andWhere(condition, { value })
      .getOne();
    return row === null ? undefined : { id: row.id as CertificateId, name: row.name };
  }

  private withDefinitions(rows: readonly ShownCertificateRow[]): Promise<Certificate[]> {
    return certificatesOf(this.scope, rows);
  }

  protected get certificates() {
    return this.scope.manager.getRepository(this.scope.entities.certificates);
  }

  protected get assignments() {
    return this.scope.manager.getRepository(this.scope.entities.environmentAssignments);
  }

  protected get definitions() {
    return this.scope.manager.getRepository(this.scope.entities.definitions);
  }

  protected get versions() {
    return this.scope.manager.getRepository(this.scope.entities.versions);
  }
}
