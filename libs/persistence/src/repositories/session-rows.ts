import type { NewSession, SessionWriter } from '@certkeep/application';
import type { SessionId, UserId } from '@certkeep/domain';
import { LessThanOrEqual } from 'typeorm';
import type { CompanyScope } from './company-scope.js';

export class SessionRows implements SessionWriter {
  constructor(private readonly scope: CompanyScope) {}

  async insert({ id, userId, secretHash, expireTime }: NewSession): Promise<void> {
    await this.rows.insert({
      id,
      company_id: this.scope.company,
      user_id: userId,
      secret_hash: secretHash,
      create_time: this.scope.clock.now(),
      expire_time: expireTime,
    });
  }

  async delete(id: SessionId): Promise<void> {
    await this.rows.delete({ id, company_id: this.scope.company });
  }

  async deleteAllOf(user: UserId): Promise<void> {
    await this.rows.delete({ user_id: user, company_id: this.scope.company });
  }

  async deleteExpired(): Promise<void> {
    await this.rows.delete({ company_id: this.scope.company, expire_time: LessThanOrEqual(this.scope.clock.now()) });
  }

  private get rows() {
    return this.scope.manager.getRepository(this.scope.entities.sessions);
  }
}
