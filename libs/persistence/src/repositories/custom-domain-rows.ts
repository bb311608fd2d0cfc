import type {
  CustomDomain,
  CustomDomainQuery,
  CustomDomainReader,
  CustomDomainWriter,
  NewCustomDomain,
  Page,
} from '@certkeep/application';
import type { ApplicationId, CertificateId, CustomDomainId, EnvironmentId } from '@certkeep/domain';
import { In } from 'typeorm';
import type { CustomDomainRow } from '../entities/custom-domain.js';
import { CertificateStandings } from './certificate-standings.js';
import type { CompanyScope } from './company-scope.js';
import { applyCustomDomainFilter } from './custom-domain-filter.js';
import { pageByKeyset } from './keyset.js';

const nextVersion = () => 'version + 1';

export class CustomDomainRows implements CustomDomainReader, CustomDomainWriter {
  constructor(private readonly scope: CompanyScope) {}

  async find(id: CustomDomainId): Promise<CustomDomain | undefined> {
    return (await this.findMany([id]))[0];
  }

  async findMany(ids: readonly CustomDomainId[]): Promise<readonly CustomDomain[]> {
    const rows = await this.rows.findBy({ id: In([...ids]), company_id: this.scope.company });
    return rows.map(customDomainOf);
  }

  async findByHost(environment: EnvironmentId, host: string): Promise<CustomDomain | undefined> {
    const row = await this.rows.findOneBy({ company_id: this.scope.company, environment_id: environment, host });
    return row === null ? undefined : customDomainOf(row);
  }

  async list({ filter, at, page }: CustomDomainQuery): Promise<Page<CustomDomain>> {
    const query = this.rows
      .createQueryBuilder('row')
      .where('row.company_id = :company', { company: this.scope.company });
    applyCustomDomainFilter(query, this.scope.entities, filter, at);
    const found = await pageByKeyset(query, { column: 'host', descending: false, page, keyOf: (row) => row.host });
    return { ...found, rows: found.rows.map(customDomainOf) };
  }

  async listServedBy(certificate: CertificateId): Promise<readonly CustomDomain[]> {
    const rows = await this.rows.find({
      where: { company_id: this.scope.company, certificate_id: certificate },
      order: { host: 'ASC', id: 'ASC' },
    });
    return rows.map(customDomainOf);
  }

  async insert({ id, applicationId, environmentId, host, certificateId }: NewCustomDomain): Promise<void> {
    const now = this.scope.clock.now();
    await this.rows.insert({
      id,
      company_id: this.scope.company,
      application_id: applicationId,
      environment_id: environmentId,
      host,
      certificate_id: certificateId ?? null,
      version: 1,
      create_time: now,
      update_time: now,
    });
    await this.refreshUse([certificateId]);
  }

  async update(
    id: CustomDomainId,
    { host, certificateId }: { readonly host: string; readonly certificateId: CertificateId | undefined },
  ): Promise<void> {
    const before = await this.find(id);
    await this.change([id], { host, certificate_id: certificateId ?? null });
    await this.refreshUse([before?.certificateId, certificateId]);
  }

  async assign(ids: readonly CustomDomainId[], certificate: CertificateId): Promise<void> {
    const before = await this.findMany(ids);
    await this.change(ids, { certificate_id: certificate });
    await this.refreshUse([...before.map(({ certificateId }) => certificateId), certificate]);
  }

  async moveAll(from: CertificateId, to: CertificateId): Promise<readonly CustomDomain[]> {
    const before = await this.listServedBy(from);
    await this.rows.update(
      { company_id: this.scope.company, certificate_id: from },
      { certificate_id: to, version: nextVersion, update_time: this.scope.clock.now() },
    );
    await this.refreshUse([from, to]);
    return before;
  }

  async delete(id: CustomDomainId): Promise<void> {
    const before = await this.find(id);
    await this.rows.delete({ id, company_id: this.scope.company });
    await this.refreshUse([before?.certificateId]);
  }

  private async change(
    ids: readonly CustomDomainId[],
    columns: Partial<Pick<CustomDomainRow, 'host' | 'certificate_id'>>,
  ): Promise<void> {
    await this.rows.update(
      { id: In([...ids]), company_id: this.scope.company },
      { ...columns, version: nextVersion, update_time: this.scope.clock.now() },
    );
  }

  private refreshUse(certificates: readonly (CertificateId | undefined)[]): Promise<void> {
    return new CertificateStandings(this.scope).refreshUse([...new Set(certificates)]);
  }

  private get rows() {
    return this.scope.manager.getRepository(this.scope.entities.customDomains);
  }
}

function customDomainOf(row: CustomDomainRow): CustomDomain {
  return {
    id: row.id as CustomDomainId,
    applicationId: row.application_id as ApplicationId,
    environmentId: row.environment_id as EnvironmentId,
    host: row.host,
    certificateId: (row.certificate_id ?? undefined) as CertificateId | undefined,
    version: row.version,
    createTime: row.create_time,
    updateTime: row.update_time,
  };
}
