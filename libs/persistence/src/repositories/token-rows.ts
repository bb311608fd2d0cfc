import type { NewToken, Token, TokenOwner, TokenWriter } from '@certkeep/application';
import type { TokenId } from '@certkeep/domain';
import { IsNull } from 'typeorm';
import type { TokenRow } from '../entities/identity.js';
import type { CompanyScope } from './company-scope.js';

export class TokenRows implements TokenWriter {
  constructor(private readonly scope: CompanyScope) {}

  async find(id: TokenId): Promise<(Token & { readonly owner: TokenOwner }) | undefined> {
    const row = await this.rows.findOneBy({ id, company_id: this.scope.company });
    return row === null ? undefined : { ...tokenOf(row), owner: { kind: row.owner_kind, id: row.owner_id } };
  }

  async insert({ id, owner, name, secretHash, expireTime }: NewToken): Promise<void> {
    await this.rows.insert({
      id,
      company_id: this.scope.company,
      owner_kind: owner.kind,
      owner_id: owner.id,
      name,
      secret_hash: secretHash,
      create_time: this.scope.clock.now(),
      expire_time: expireTime ?? null,
      revoke_time: null,
    });
  }

  async revoke(id: TokenId): Promise<void> {
    await this.rows.update(
      { id, company_id: this.scope.company, revoke_time: IsNull() },
      { revoke_time: this.scope.clock.now() },
    );
  }

  async revokeAllOf(owner: TokenOwner): Promise<number> {
    const { affected } = await this.rows.update(
      { company_id: this.scope.company, owner_kind: owner.kind, owner_id: owner.id, revoke_time: IsNull() },
      { revoke_time: this.scope.clock.now() },
    );
    return affected ?? 0;
  }

  private get rows() {
    return this.scope.manager.getRepository(this.scope.entities.tokens);
  }
}

export function tokenOf(row: TokenRow): Token {
  return {
    id: row.id as TokenId,
    name: row.name,
    createTime: row.create_time,
    expireTime: row.expire_time ?? undefined,
    revokeTime: row.revoke_time ?? undefined,
  };
}
