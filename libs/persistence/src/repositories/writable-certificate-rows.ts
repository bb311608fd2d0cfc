import type {
  CertificateEdit,
  CertificateWriter,
  DefinitionSource,
  NewCertificate,
  NewDefinition,
  NewVersion,
} from '@certkeep/application';
import {
  nameKey,
  type CertificateId,
  type CertificateName,
  type DefinitionId,
  type EnvironmentId,
  type VersionId,
} from '@certkeep/domain';
import { In, LessThan, Not } from 'typeorm';
import { CertificateRows } from './certificate-rows.js';
import { CertificateStandings } from './certificate-standings.js';
import { joinChain } from './chain-bytes.js';
import type { CompanyScope } from './company-scope.js';
import { makeWayForAlias } from './writable-truststore-rows.js';

const nextVersion = () => 'version + 1';

/** Certificates of one company inside a transaction. */
export class WritableCertificateRows extends CertificateRows implements CertificateWriter {
  private readonly standings: CertificateStandings;

  constructor(scope: CompanyScope) {
    super(scope);
    this.standings = new CertificateStandings(scope);
  }

  async insert({ definition, ...certificate }: NewCertificate): Promise<void> {
    const now = this.scope.clock.now();
    const { notBefore, notAfter } = definition.version.facts;
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
      search_text: '',
      start_time: notBefore,
      warn_time: notAfter,
      expire_time: notAfter,
      in_use: false,
      version: 1,
      create_time: now,
      update_time: now,
      delete_time: null,
    });
    await this.insertDefinitionRows(certificate.id, definition);
    await this.standings.add(certificate.id);
  }

  async update(id: CertificateId, edit: CertificateEdit): Promise<void> {
    const { name, description, labels } = edit;
    await this.certificates.update(
      { id, company_id: this.scope.company },
      {
        ...(name === undefined ? {} : { name, name_key: nameKey(name), live_name_key: nameKey(name) }),
        ...(description === undefined ? {} : { description }),
        ...(labels === undefined ? {} : { labels: { ...labels } }),
      },
    );
    await this.changed(id);
  }

  async insertDefinition(id: CertificateId, definition: NewDefinition): Promise<void> {
    await this.insertDefinitionRows(id, definition);
    await this.changed(id);
  }

  async updateDefinition(
    id: DefinitionId,
    { alias, environmentIds }: { readonly alias: string; readonly environmentIds: readonly EnvironmentId[] },
  ): Promise<void> {
    const { certificate_id } = await this.definitionRow(id);
    const hasDefault = await this.definitions.existsBy({ certificate_id, default_marker: true, id: Not(id) });
    await this.definitions.update(
      { id },
      {
        alias,
        alias_key: nameKey(alias),
        default_marker: environmentIds.length === 0 && !hasDefault ? true : null,
        update_time: this.scope.clock.now(),
      },
    );
    await this.assignments.delete({ definition_id: id });
    await this.insertAssignments(certificate_id, { id, alias, environmentIds });
    await this.changed(certificate_id as CertificateId);
  }

  async deleteDefinition(id: DefinitionId): Promise<void> {
    const { certificate_id } = await this.definitionRow(id);
    await this.deleteDefinitionRows([id]);
    await this.changed(certificate_id as CertificateId);
  }

  async insertVersion(definition: DefinitionId, version: NewVersion, source: DefinitionSource): Promise<void> {
    const { certificate_id } = await this.definitionRow(definition);
    const newest = await this.versions.findOne({
      where: { definition_id: definition, company_id: this.scope.company },
      select: { id: true, number: true },
      order: { number: 'DESC' },
    });
    await this.insertVersionRow(definition, version, (newest?.number ?? 0) + 1);
    await this.point(definition, version.id, { source });
    await this.changed(certificate_id as CertificateId);
  }

  async makeCurrent(definition: DefinitionId, version: VersionId): Promise<void> {
    const { certificate_id } = await this.definitionRow(definition);
    await this.point(definition, version);
    await this.changed(certificate_id as CertificateId);
  }

  async deleteVersionsBefore(definition: DefinitionId, number: number): Promise<void> {
    const { id, current_version_id } = await this.definitionRow(definition);
    await this.versions.delete({ definition_id: id, number: LessThan(number), id: Not(current_version_id) });
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
    await this.standings.remove(id);
    await this.certificates.update(
      { id, company_id: company },
      { live_name_key: null, primary_marker: null, delete_time: now, update_time: now, version: nextVersion },
    );
    await this.assignments.update({ company_id: company, certificate_id: id }, { live_alias_key: null });
    await this.setLive(id, false);
    await manager
      .getRepository(entities.nodes)
      .update(
        { company_id: company, chosen_certificate_id: id },
        { chosen_certificate_id: null, version: nextVersion, update_time: now },
      );
    await this.standings.refreshPrimaryUse();
  }

  async restore(id: CertificateId, name: CertificateName): Promise<void> {
    const { company, clock } = this.scope;
    const key = nameKey(name);
    await this.certificates.update(
      { id, company_id: company },
      {
        name,
        name_key: key,
        live_name_key: key,
        delete_time: null,
        update_time: clock.now(),
        version: nextVersion,
      },
    );
    for (const { id: definition, alias, alias_key } of await this.definitionRows(id)) {
      const places = await this.assignments.findBy({ definition_id: definition });
      await makeWayForAlias(
        this.scope,
        alias,
        places.map(({ environment_id }) => environment_id),
      );
      await this.assignments.update({ definition_id: definition }, { live_alias_key: alias_key });
    }
    await this.setLive(id, true);
    await this.standings.add(id);
  }

  async purge(id: CertificateId): Promise<void> {
    const definitions = await this.definitionRows(id);
    await this.deleteDefinitionRows(definitions.map((definition) => definition.id));
    await this.certificates.delete({ id, company_id: this.scope.company });
  }

  async releaseEnvironments(id: CertificateId): Promise<void> {
    const definitions = await this.definitionRows(id);
    await this.assignments.delete({ certificate_id: id, company_id: this.scope.company });
    const hasDefault = definitions.some(({ default_marker }) => default_marker === true);
    const [first] = definitions;
    if (!hasDefault && first !== undefined) await this.definitions.update({ id: first.id }, { default_marker: true });
    await this.changed(id);
  }

  private async insertDefinitionRows(certificate: CertificateId, definition: NewDefinition): Promise<void> {
    const now = this.scope.clock.now();
    await this.definitions.insert({
      id: definition.id,
      company_id: this.scope.company,
      certificate_id: certificate,
      alias: definition.alias,
      alias_key: nameKey(definition.alias),
      source: definition.source,
      default_marker: definition.environmentIds.length === 0 ? true : null,
      current_version_id: definition.version.id,
      create_time: now,
      update_time: now,
    });
    await this.insertAssignments(certificate, definition);
    await this.insertVersionRow(definition.id, definition.version, 1);
  }

  private async insertAssignments(
    certificate: string,
    { id, alias, environmentIds }: Pick<NewDefinition, 'id' | 'alias' | 'environmentIds'>,
  ): Promise<void> {
    if (environmentIds.length === 0) return;
    await makeWayForAlias(this.scope, alias, environmentIds);
    await this.assignments.insert(
      environmentIds.map((environment) => ({
        definition_id: id,
        environment_id: environment,
        company_id: this.scope.company,
        certificate_id: certificate,
        live_alias_key: nameKey(alias),
      })),
    );
  }

  private async insertVersionRow(definition: DefinitionId, version: NewVersion, number: number): Promise<void> {
    const { notBefore, notAfter, ...facts } = version.facts;
    await this.versions.insert({
      id: version.id,
      company_id: this.scope.company,
      definition_id: definition,
      number,
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
      create_time: this.scope.clock.now(),
    });
  }

  private async deleteDefinitionRows(ids: readonly string[]): Promise<void> {
    const { manager, entities, clock } = this.scope;
    // What renewed them can't be completed any more, so its keys go too.
    await manager.getRepository(entities.signingRequests).update(
      { definition_id: In([...ids]), state: 'PENDING' },
      {
        state: 'CANCELLED',
        sealed_key: null,
        sealing_key_id: null,
        version: nextVersion,
        update_time: clock.now(),
      },
    );
    await this.assignments.delete({ definition_id: In([...ids]) });
    await manager.getRepository(entities.coveredNames).delete({ definition_id: In([...ids]) });
    await this.versions.delete({ definition_id: In([...ids]) });
    await this.definitions.delete({ id: In([...ids]) });
  }

  private async point(
    definition: DefinitionId,
    version: VersionId,
    origin: { readonly source?: DefinitionSource } = {},
  ): Promise<void> {
    await this.definitions.update(
      { id: definition },
      { ...origin, current_version_id: version, update_time: this.scope.clock.now() },
    );
  }

  private async setLive(certificate: CertificateId, live: boolean): Promise<void> {
    const ids = (await this.definitionRows(certificate)).map(({ id }) => id);
    await this.versions.update({ definition_id: In(ids) }, { live_leaf_sha256: live ? () => 'leaf_sha256' : null });
  }

  private async mark(id: string, primary: true | null): Promise<void> {
    await this.certificates.update(
      { id, company_id: this.scope.company },
      { primary_marker: primary, version: nextVersion, update_time: this.scope.clock.now() },
    );
    // Of all that lists know of it, whether it is used is all that the mark can change.
    await this.standings.refreshUse([id]);
  }

  /** Its next etag, and a standing that fits. */
  private async changed(id: CertificateId): Promise<void> {
    await this.certificates.update(
      { id, company_id: this.scope.company },
      { version: nextVersion, update_time: this.scope.clock.now() },
    );
    await this.standings.refresh(id);
  }

  private definitionRow(id: DefinitionId) {
    return this.definitions.findOneByOrFail({ id, company_id: this.scope.company });
  }

  private definitionRows(certificate: CertificateId) {
    return this.definitions.findBy({ certificate_id: certificate, company_id: this.scope.company });
  }
}
