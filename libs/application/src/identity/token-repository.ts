import type { TokenId } from '@certkeep/domain';
import type { Token } from './service-account-repository.js';

export interface TokenOwner {
  readonly kind: 'service_account' | 'node';
  readonly id: string;
}

export interface NewToken {
  readonly id: TokenId;
  readonly owner: TokenOwner;
  readonly name: string;
  readonly secretHash: string;
  readonly expireTime: Date | undefined;
}

export interface TokenWriter {
  find(id: TokenId): Promise<(Token & { readonly owner: TokenOwner }) | undefined>;
  insert(token: NewToken): Promise<void>;
  revoke(id: TokenId): Promise<void>;
  /** @returns how many were revoked now */
  revokeAllOf(owner: TokenOwner): Promise<number>;
}
