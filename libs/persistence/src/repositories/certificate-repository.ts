import type {
  Certificate,
  CertificateEdit,
  CertificateQuery,
  CertificateReader,
  CertificateReference,
  CertificateWriter,
  NewCertificate,
  Page,
  VersionMaterial,
} from '@certkeep/application';
import { nameKey, type CertificateId, type DefinitionId, type EnvironmentId } from '@certkeep/domain';
import { In, IsNull } from 'typeorm';
import type { CertificateRow } from '../entities/certificate.js';
import { certificateOf, definitionOf, materialOf, type VersionFactsRow } from './certificate-rows.js';
import { joinChain } from './chain-bytes.js';
import type { CompanyScope } from './company-scope.js';
import { containing, pageByKeyset } from './keyset.js';
import { searchTextOf } from './search-text.js';

const orderColumns = {
  name: { column: 'name_key', keyOf: (row: CertificateRow) => row.name_key },
  expire_time: { column: 'expire_time', keyOf: (row: CertificateRow) => row.expire_time.getTime() },
  create_time: { column: 'create_time', keyOf: (row: CertificateRow) => row.create_time.getTime() },
} as const;

export class CertificateRepository implements CertificateReader, CertificateWriter {
  constructor(private readonly scope: CompanyScope) {}

  async find(id: CertificateId): Promise<Certificate | undefined> {
    return this.oneWhere({ id });
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
  ): Promise<(CertificateReference & { readonly environmentId: EnvironmentId }) | undefined> {
    const assignment = await this.assignments.findOneBy({
      company_id: this.scope.company,
      environment_id: In([...environments]),
      live_alias_key: nameKey(alias),
    });
    if (assignment === null) return undefined;
    const row = await this.certificates.findOneByOrFail({
      company_id: this.scope.company,
      id: assignment.certificate_id,
    });
    const environmentId = assignment.environment_id as EnvironmentId;
    return { id: row.id as CertificateId, name: row.name, environmentId };
  }

  async list({ search, orderBy, descending, page }: CertificateQuery): Promise<Page<Certificate>> {
    const query = this.certificates
      .createQueryBuilder('row')
      .where('row.company_id = :company AND row.delete_time IS NULL', { company: this.scope.company });
    if (search !== '')
      query.andWhere("row.search_text LIKE :search ESCAPE '!'", { search: containing(nameKey(search)) });
    const found = await pageByKeyset(query, { ...orderColumns[orderBy], descending, page });
    return { ...found, rows: await this.withDefinitions(found.rows) };
  }

  async material(definition: DefinitionId): Promise<VersionMaterial | undefined> {
    const row = await this.versions
      .createQueryBuilder('version')
      .innerJoin(
        this.scope.entities.definitions.options.name,
        'definition',
        'definition.current_version_id = version.id',
      )
      .where('definition.id = :definition AND definition.company_id = :company', {
        definition,
        company: this.scope.company,
      })
      .getOne();
    return row === null ? undefined : materialOf(row);
  }

  async insert({ definition, ...certificate }: NewCertificate): Promise<void> {
    const now = this.scope.clock.now();
    const { version } = definition;
    const { notBefore, notAfter, ...facts } = version.facts;
    const key = nameKey(certificate.name);
    await this.certificates.insert({
      id: certificate.id,
      company_id: this.scope.company,
      name: certificate.name,
      name_key: key,
      live_name_key: key,
      description: certificate.description,
      labels: { ...certificate.labels },
      primary_marker: null,
      search_text: searchTextOf({ ...certificate, facts, alias: definition.alias }),
      expire_time: notAfter,
      version: 1,
      create_time: now,
      update_time: now,
      delete_time: null,
    });
    await this.definitions.insert({
      id: definition.id,
      company_id: this.scope.company,
      certificate_id: certificate.id,
      alias: definition.alias,
      alias_key: nameKey(definition.alias),
      source: definition.source,
      default_marker: definition.environmentIds.length === 0 ? true : null,
      current_version_id: version.id,
      create_time: now,
      update_time: now,
    });
    await this.assignments.insert(
      definition.environmentIds.map((environment) => ({
        definition_id: definition.id,
        environment_id: environment,
        company_id: this.scope.company,
        certificate_id: certificate.id,
        live_alias_key: nameKey(definition.alias),
      })),
    );
    await this.versions.insert({
      id: version.id,
      company_id: this.scope.company,
      definition_id: definition.id,
      number: 1,
      leaf_sha256: facts.sha256,
      live_leaf_sha256: facts.sha256,
      spki_sha256: facts.spkiSha256,
      not_before: notBefore,
      not_after: notAfter,
      facts,
      leaf: Buffer.from(version.leaf),
      chain: joinChain(version.chain),
      sealed_key: version.sealedKey === undefined ? null : Buffer.from(version.sealedKey.bytes),
      sealing_key_id: version.sealedKey?.keyId ?? null,
      create_time: now,
    });
  }

  async update(id: CertificateId, edit: CertificateEdit): Promise<void> {
    const before = await this.find(id);
    if (before === undefined) return;
    const { name, description, labels, definitions } = { ...before, ...edit };
    const [definition] = definitions;
    const key = nameKey(name);
    await this.certificates.update(
      { id, company_id: this.scope.company },
      {
        name,
        name_key: key,
        live_name_key: key,
        description,
        labels: { ...labels },
        ...(definition === undefined
          ? {}
          : {
              search_text: searchTextOf({
                name,
                description,
                alias: definition.alias,
                facts: definition.current.facts,
              }),
            }),
        version: () => 'version + 1',
        update_time: this.scope.clock.now(),
      },
    );
  }

  async movePrimaryTo(id: CertificateId): Promise<void> {
    await this.clearPrimary(id);
    await this.mark(id, true);
  }

  async clearPrimary(except?: CertificateId): Promise<void> {
    const row = await this.certificates.findOneBy({ company_id: this.scope.company, primary_marker: true });
    if (row !== null && row.id !== except) await this.mark(row.id, null);
  }

  async markDeleted(id: CertificateId): Promise<void> {
    const { company, manager, entities, clock } = this.scope;
    const now = clock.now();
    await this.certificates.update(
      { id, company_id: company },
      { live_name_key: null, primary_marker: null, delete_time: now, update_time: now, version: () => 'version + 1' },
    );
    await this.assignments.update({ company_id: company, certificate_id: id }, { live_alias_key: null });
    const definitions = await this.definitions.findBy({ company_id: company, certificate_id: id });
    await this.versions.update(
      { company_id: company, definition_id: In(definitions.map((definition) => definition.id)) },
      { live_leaf_sha256: null },
    );
    await manager
      .getRepository(entities.nodes)
      .update(
        { company_id: company, chosen_certificate_id: id },
        { chosen_certificate_id: null, version: () => 'version + 1', update_time: now },
      );
  }

  private async mark(id: string, primary: true | null): Promise<void> {
    await this.certificates.update(
      { id, company_id: this.scope.company },
      { primary_marker: primary, version: () => 'version + 1', update_time: this.scope.clock.now() },
    );
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

  private async withDefinitions(rows: readonly CertificateRow[]): Promise<Certificate[]> {
    if (rows.length === 0) return [];
    const { company, manager, entities } = this.scope;
    const ids = rows.map(({ id }) => id);
    const definitions = await this.definitions.find({
      where: { company_id: company, certificate_id: In(ids) },
      order: { id: 'ASC' },
    });
    const current = await this.currentVersions(definitions.map(({ current_version_id }) => current_version_id));
    const assignments = await this.assignments.find({
      where: { company_id: company, certificate_id: In(ids) },
      order: { environment_id: 'ASC' },
    });
    const nodes = await manager.getRepository(entities.nodes).find({
      where: { company_id: company, chosen_certificate_id: In(ids) },
      select: { id: true, chosen_certificate_id: true },
    });
    return rows.map((row) =>
      certificateOf(
        row,
        definitions
          .filter(({ certificate_id }) => certificate_id === row.id)
          .flatMap((definition) => {
            const version = current.get(definition.current_version_id);
            const environments = assignments.filter(({ definition_id }) => definition_id === definition.id);
            return version === undefined ? [] : [definitionOf(definition, version, environments)];
          }),
        nodes.filter(({ chosen_certificate_id }) => chosen_certificate_id === row.id).length,
      ),
    );
  }

  /** Without the bytes, which a list has no use for. */
  private async currentVersions(ids: readonly string[]): Promise<ReadonlyMap<string, VersionFactsRow>> {
    const rows = await this.versions.find({
      where: { id: In(ids), company_id: this.scope.company },
      select: {
        id: true,
        definition_id: true,
        number: true,
        facts: true,
        not_before: true,
        not_after: true,
        sealing_key_id: true,
        create_time: true,
      },
    });
    return new Map(rows.map((row) => [row.id, row]));
  }

  private get certificates() {
    return this.scope.manager.getRepository(this.scope.entities.certificates);
  }

  private get assignments() {
    return this.scope.manager.getRepository(this.scope.entities.environmentAssignments);
  }

  private get definitions() {
    return this.scope.manager.getRepository(this.scope.entities.definitions);
  }

  private get versions() {
    return this.scope.manager.getRepository(this.scope.entities.versions);
  }
}
