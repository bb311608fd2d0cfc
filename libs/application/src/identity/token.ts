import { DomainError, parseTokenName, type ServiceAccountId, type TokenId } from '@certkeep/domain';
import type { Call } from '../call.js';
import type { Clock, MakeId } from '../clock.js';
import { notFound } from '../not-found.js';
import type { Store } from '../store.js';
import { hashOfSecret, makeSecret } from './secret.js';
import { requireServiceAccount } from './service-account.js';
import type { Token } from './service-account-repository.js';

export interface CreateTokenInput {
  readonly serviceAccountId: ServiceAccountId;
  readonly name: string;
  /** Absent: works until it is revoked. */
  readonly expireTime: Date | undefined;
}

export interface CreatedToken {
  readonly token: Token;
  /** Shown once; only its hash is stored. */
  readonly secret: string;
}

/** @throws DomainError NOT_FOUND, FIELD_INVALID */
export const createToken =
  ({ store, clock, makeId }: { readonly store: Store; readonly clock: Clock; readonly makeId: MakeId }) =>
  async (call: Call, input: CreateTokenInput): Promise<CreatedToken> => {
    const name = parseTokenName(input.name, 'name');
    if (input.expireTime !== undefined && input.expireTime <= clock.now()) {
      throw new DomainError('FIELD_INVALID', 'The expiry lies in the past. Choose a time to come, or none.', {
        field: 'expire_time',
      });
    }
    const id = makeId() as TokenId;
    const secret = makeSecret('ckt');
    return store.change(call, async (transaction) => {
      const account = await requireServiceAccount(transaction, input.serviceAccountId);
      const owner = { kind: 'service_account', id: account.id } as const;
      await transaction.tokens.insert({
        id,
        owner,
        name,
        secretHash: hashOfSecret(secret),
        expireTime: input.expireTime,
      });
      await transaction.audit.record('token.create', { type: 'token', id, name }, { service_account: account.name });
      const token = await transaction.tokens.find(id);
      if (token === undefined) throw notFound('token', id);
      return { token, secret };
    });
  };

/** The token stops working at once. Revoked already: nothing happens. @throws DomainError NOT_FOUND */
export const revokeToken =
  ({ store }: { readonly store: Store }) =>
  (call: Call, id: TokenId): Promise<void> =>
    store.change(call, async ({ tokens, changes, audit }) => {
      const token = await tokens.find(id);
      if (token === undefined) throw notFound('token', id);
      await tokens.revoke(id);
      await changes.append({ kind: 'credential', recordId: id });
      await audit.record('token.revoke', { type: 'token', id, name: token.name });
    });
