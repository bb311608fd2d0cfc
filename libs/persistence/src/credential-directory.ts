import { permissionsOfUser, type CredentialDirectory, type CredentialRecord } from '@certkeep/application';
import type { CompanyId } from '@certkeep/domain';
import { IsNull } from 'typeorm';
import type { Database } from './database.js';
import type { TokenRow } from './entities/identity.js';
import { userOf } from './repositories/user-rows.js';

const unknown: CredentialRecord = { state: 'unknown' };

/** Finds who a secret's hash belongs to, in whichever company. */
export class DatabaseCredentialDirectory implements CredentialDirectory {
  constructor(private readonly database: Database) {}

  async findSession(secretHash: string): Promise<CredentialRecord> {
    const { reader, entities } = this.database;
    const session = await reader.getRepository(entities.sessions).findOneBy({ secret_hash: secretHash });
    if (session === null) return unknown;
    const row = await reader
      .getRepository(entities.users)
      .findOneBy({ id: session.user_id, company_id: session.company_id });
    if (row === null || row.disabled) return unknown;
    const user = userOf(row);
    return {
      state: 'usable',
      caller: {
        kind: 'user',
        id: user.id,
        name: user.userName,
        company: session.company_id as CompanyId,
        permissions: permissionsOfUser(user),
        role: user.role,
        credentialId: session.id,
        expireTime: session.expire_time,
      },
    };
  }

  async findToken(secretHash: string): Promise<CredentialRecord> {
    const { reader, entities } = this.database;
    const token = await reader.getRepository(entities.tokens).findOneBy({ secret_hash: secretHash });
    if (token === null) return unknown;
    if (token.revoke_time !== null) return { state: 'revoked' };
    return token.owner_kind === 'node' ? this.nodeOf(token) : this.serviceAccountOf(token);
  }

  isTokenUsable(id: string): Promise<boolean> {
    const { reader, entities } = this.database;
    return reader.getRepository(entities.tokens).existsBy({ id, revoke_time: IsNull() });
  }

  private async nodeOf(token: TokenRow): Promise<CredentialRecord> {
    const { reader, entities } = this.database;
    const node = await reader
      .getRepository(entities.nodes)
      .findOneBy({ id: token.owner_id, company_id: token.company_id });
    if (node === null) return unknown;
    return {
      state: 'usable',
      caller: {
        kind: 'node',
        id: node.id,
        name: node.name,
        ...ofToken(token),
        permissions: new Set(['runtime:fetch'] as const),
      },
    };
  }

  private async serviceAccountOf(token: TokenRow): Promise<CredentialRecord> {
    const { reader, entities } = this.database;
    const account = await reader
      .getRepository(entities.serviceAccounts)
      .findOneBy({ id: token.owner_id, company_id: token.company_id });
    if (account === null || account.disabled) return unknown;
    return {
      state: 'usable',
      caller: {
        kind: 'service_account',
        id: account.id,
        name: account.name,
        ...ofToken(token),
        permissions: new Set(account.permissions),
      },
    };
  }
}

function ofToken(token: TokenRow) {
  return {
    company: token.company_id as CompanyId,
    credentialId: token.id,
    ...(token.expire_time === null ? {} : { expireTime: token.expire_time }),
  };
}
