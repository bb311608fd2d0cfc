import type { ApiNode, NodeQuery, NodeReader, NodeSettings, NodeWriter, Page } from '@certkeep/application';
import { nameKey, type CertificateId, type EnvironmentId, type NodeId } from '@certkeep/domain';
import { In, IsNull } from 'typeorm';
import { nodeTable, type NodeRow } from '../entities/node.js';
import { plainRows } from '../plain-rows.js';
import type { CompanyScope } from './company-scope.js';
import { CertificateStandings } from './certificate-standings.js';
import { containing, pageByKeyset } from './keyset.js';

const nodeColumns = Object.keys(nodeTable.columns) as (keyof NodeRow)[];
/** A statement with more parameters takes SQLite longer to read than to answer. */
const idsAtATime = 500;

export class NodeRows implements NodeReader, NodeWriter {
  constructor(private readonly scope: CompanyScope) {}

  async find(id: NodeId): Promise<ApiNode | undefined> {
    const row = await this.rows.findOneBy({ id, company_id: this.scope.company });
    return row === null ? undefined : nodeOf(row);
  }

  async findMany(ids: readonly NodeId[]): Promise<readonly ApiNode[]> {
    const found: ApiNode[] = [];
    for (let at = 0; at < ids.length; at += idsAtATime) {
      const query = this.rows.createQueryBuilder('row').where('row.company_id = :company AND row.id IN (:...ids)', {
        company: this.scope.company,
        ids: ids.slice(at, at + idsAtATime),
      });
      for (const row of await plainRows(query, nodeTable, nodeColumns)) found.push(nodeOf(row));
    }
    return found;
  }

  async findByName(name: string): Promise<{ id: NodeId; name: string } | undefined> {
    const row = await this.rows.findOneBy({ name_key: nameKey(name), company_id: this.scope.company });
    return row === null ? undefined : { id: row.id as NodeId, name: row.name };
  }

  async list({ search, environmentId, certificateId, page }: NodeQuery): Promise<Page<ApiNode>> {
    const query = this.rows
      .createQueryBuilder('row')
      .where('row.company_id = :company', { company: this.scope.company });
    if (search !== '') query.andWhere("row.name_key LIKE :search ESCAPE '!'", { search: containing(nameKey(search)) });
    if (environmentId !== undefined) query.andWhere('row.environment_id = :environmentId', { environmentId });
    if (certificateId !== undefined) {
      const primaries = this.scope.entities.certificates.options.name;
      query.andWhere(
        `(row.chosen_certificate_id = :certificateId OR (row.chosen_certificate_id IS NULL AND row.mtls_enabled = 1
          AND EXISTS (SELECT 1 FROM ${primaries} c WHERE c.id = :certificateId AND c.primary_marker = 1)))`,
        { certificateId },
      );
    }
    const found = await pageByKeyset(query, {
      column: 'name_key',
      descending: false,
      page,
      keyOf: (row) => row.name_key,
    });
    return { ...found, rows: found.rows.map(nodeOf) };
  }

  async listChoosing(certificate: CertificateId): Promise<readonly ApiNode[]> {
    const rows = await this.rows.find({
      where: { company_id: this.scope.company, chosen_certificate_id: certificate },
      order: { name_key: 'ASC' },
    });
    return rows.map(nodeOf);
  }

  countFollowingPrimary(): Promise<number> {
    return this.rows.countBy(this.followingPrimary);
  }

  async listFollowingPrimary(): Promise<readonly ApiNode[]> {
    const rows = await this.rows.find({ where: this.followingPrimary, order: { name_key: 'ASC' } });
    return rows.map(nodeOf);
  }

  async insert(id: NodeId, settings: NodeSettings): Promise<void> {
    const now = this.scope.clock.now();
    await this.rows.insert({
      id,
      company_id: this.scope.company,
      ...columnsOf(settings),
      retry_revision: 0,
      version: 1,
      create_time: now,
      update_time: now,
    });
    await this.refreshUse(settings.chosenCertificateId);
  }

  async update(id: NodeId, settings: NodeSettings): Promise<void> {
    const before = await this.find(id);
    await this.rows.update(
      { id, company_id: this.scope.company },
      { ...columnsOf(settings), version: () => 'version + 1', update_time: this.scope.clock.now() },
    );
    await this.refreshUse(before?.chosenCertificateId, settings.chosenCertificateId);
  }

  async moveChoice(from: CertificateId, to: CertificateId): Promise<void> {
    await this.rows.update(
      { company_id: this.scope.company, chosen_certificate_id: from },
      { chosen_certificate_id: to, version: () => 'version + 1', update_time: this.scope.clock.now() },
    );
    await this.refreshUse(from, to);
  }

  async askAgain(ids: readonly NodeId[], revision: number): Promise<void> {
    for (let at = 0; at < ids.length; at += idsAtATime) {
      const some = In(ids.slice(at, at + idsAtATime));
      await this.rows.update({ id: some, company_id: this.scope.company }, { retry_revision: revision });
    }
  }

  async delete(id: NodeId): Promise<void> {
    const before = await this.find(id);
    await this.rows.delete({ id, company_id: this.scope.company });
    await this.refreshUse(before?.chosenCertificateId);
  }

  /** Of certificates that nodes choose or chose, and of the primary one, which the others follow. */
  private async refreshUse(...chosen: readonly (CertificateId | undefined)[]): Promise<void> {
    const standings = new CertificateStandings(this.scope);
    await standings.refreshUse(chosen);
    await standings.refreshPrimaryUse();
  }

  private get followingPrimary() {
    return { company_id: this.scope.company, chosen_certificate_id: IsNull(), mtls_enabled: true };
  }

  private get rows() {
    return this.scope.manager.getRepository(this.scope.entities.nodes);
  }
}

function columnsOf({ name, environmentId, mtlsEnabled, chosenCertificateId }: NodeSettings) {
  return {
    name,
    name_key: nameKey(name),
    environment_id: environmentId ?? null,
    mtls_enabled: mtlsEnabled,
    chosen_certificate_id: chosenCertificateId ?? null,
  };
}

function nodeOf(row: NodeRow): ApiNode {
  return {
    id: row.id as NodeId,
    name: row.name,
    environmentId: (row.environment_id ?? undefined) as EnvironmentId | undefined,
    mtlsEnabled: row.mtls_enabled,
    chosenCertificateId: (row.chosen_certificate_id ?? undefined) as CertificateId | undefined,
    retryRevision: row.retry_revision,
    version: row.version,
    createTime: row.create_time,
    updateTime: row.update_time,
  };
}
