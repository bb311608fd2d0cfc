import { permissionsOfUser, type Caller, type CredentialDirectory, type CredentialRecord } from '@certkeep/application';
import { clientCertificateEnd, type CompanyId } from '@certkeep/domain';
import { IsNull } from 'typeorm';
import type { Database } from './database.js';
import type { ClientCertificateRow } from './entities/client-certificate.js';
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
    return token.owner_kind === 'node'
      ? this.nodeOf(token.owner_id, ofToken(token))
      : this.serviceAccountOf(token.owner_id, ofToken(token));
  }

  async findClientCertificate(sha256: string): Promise<CredentialRecord> {
    const { reader, entities } = this.database;
    const certificate = await reader.getRepository(entities.clientCertificates).findOneBy({ sha256 });
    return certificate === null ? unknown : this.nodeOf(certificate.node_id, ofCertificate(certificate));
  }

  async isUsable(id: string): Promise<boolean> {
    const { reader, entities } = this.database;
    return (
      (await reader.getRepository(entities.tokens).existsBy({ id, revoke_time: IsNull() })) ||
      (await reader.getRepository(entities.clientCertificates).existsBy({ id }))
    );
  }

  private async nodeOf(id: string, credential: FoundCredential): Promise<CredentialRecord> {
    const { reader, entities } = this.database;
    const node = await reader.getRepository(entities.nodes).findOneBy({ id, company_id: credential.company });
    if (node === null) return unknown;
    return {
      state: 'usable',
      caller: {
        kind: 'node',
        id: node.id,
        name: node.name,
        ...credential,
        permissions: new Set(['runtime:fetch'] as const),
      },
    };
  }

  private async serviceAccountOf(id: string, credential: FoundCredential): Promise<CredentialRecord> {
    const { reader, entities } = this.database;
    const account = await reader
      .getRepository(entities.serviceAccounts)
      .findOneBy({ id, company_id: credential.company });
    if (account === null || account.disabled) return unknown;
    return {
      state: 'usable',
      caller: {
        kind: 'service_account',
        id: account.id,
        name: account.name,
        ...credential,
        permissions: new Set(account.permissions),
      },
    };
  }
}

type FoundCredential = Pick<Caller, 'company' | 'credentialId' | 'expireTime'>;

function ofCertificate({ id, company_id, not_after }: ClientCertificateRow): FoundCredential {
  return { company: company_id as CompanyId, credentialId: id, expireTime: clientCertificateEnd(not_after) };
}

function ofToken(token: TokenRow): FoundCredential {
  return {
    company: token.company_id as CompanyId,
    credentialId: token.id,
    ...(token.expire_time === null ? {} : { expireTime: token.expire_time }),
  };
}
