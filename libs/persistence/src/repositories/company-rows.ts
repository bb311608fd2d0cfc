import type { Company, CompanyReader, CompanyWriter, SetupLink } from '@certkeep/application';
import type { CompanyId } from '@certkeep/domain';
import type { CompanyRow } from '../entities/company.js';
import type { CompanyScope } from './company-scope.js';

export class CompanyRows implements CompanyReader, CompanyWriter {
  constructor(private readonly scope: CompanyScope) {}

  async require(): Promise<Company> {
    return companyOf(await this.row());
  }

  async setupLink(): Promise<SetupLink | undefined> {
    const { setup_secret_hash, setup_expire_time } = await this.row();
    if (setup_secret_hash === null || setup_expire_time === null) return undefined;
    return { secretHash: setup_secret_hash, expireTime: setup_expire_time };
  }

  async rename(name: string): Promise<void> {
    await this.rows.update({ id: this.scope.company }, { name });
  }

  async setSetupLink(link: SetupLink | undefined): Promise<void> {
    await this.rows.update(
      { id: this.scope.company },
      { setup_secret_hash: link?.secretHash ?? null, setup_expire_time: link?.expireTime ?? null },
    );
  }

  private get rows() {
    return this.scope.manager.getRepository(this.scope.entities.companies);
  }

  private row(): Promise<CompanyRow> {
    return this.rows.findOneByOrFail({ id: this.scope.company });
  }
}

export function companyOf(row: CompanyRow): Company {
  return {
    id: row.id as CompanyId,
    slug: row.slug,
    name: row.name,
    revision: row.revision,
    warningWindowDays: row.warning_window_days,
    jwkGraceSeconds: row.jwk_grace_seconds,
    createTime: row.create_time,
  };
}
