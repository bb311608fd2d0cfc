import type { Permission, ServiceAccountId, TokenId } from '@certkeep/domain';
import type { Page, PageRequest } from '../page.js';

/** A bearer token without its secret, which is stored hashed and was shown once. */
export interface Token {
  readonly id: TokenId;
  readonly name: string;
  readonly createTime: Date;
  readonly expireTime: Date | undefined;
  readonly revokeTime: Date | undefined;
}

export interface ServiceAccount {
  readonly id: ServiceAccountId;
  readonly name: string;
  readonly description: string;
  readonly permissions: readonly Permission[];
  readonly disabled: boolean;
  readonly tokens: readonly Token[];
  readonly version: number;
  readonly createTime: Date;
  readonly updateTime: Date;
}

export interface ServiceAccountSettings {
  readonly name: string;
  readonly description: string;
  readonly permissions: readonly Permission[];
  readonly disabled: boolean;
}

export interface ServiceAccountReader {
  find(id: ServiceAccountId): Promise<ServiceAccount | undefined>;
  findByName(name: string): Promise<{ readonly id: ServiceAccountId; readonly name: string } | undefined>;
  /** By name. */
  list(query: { readonly search: string; readonly page: PageRequest }): Promise<Page<ServiceAccount>>;
}

export interface ServiceAccountWriter {
  insert(id: ServiceAccountId, settings: ServiceAccountSettings): Promise<void>;
  update(id: ServiceAccountId, settings: ServiceAccountSettings): Promise<void>;
  delete(id: ServiceAccountId): Promise<void>;
}
