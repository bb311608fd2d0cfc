import type { Permission, UserRole } from '@certkeep/domain';
import { flag, id, instant, integer, jsonText, text } from '../column-kinds.js';
import type { TableShape } from '../table-shape.js';

export interface UserRow {
  id: string;
  company_id: string;
  user_name: string;
  user_name_key: string;
  display_name: string;
  role: UserRole;
  extra_permissions: Permission[];
  password_hash: string;
  disabled: boolean;
  version: number;
  create_time: Date;
  update_time: Date;
  last_sign_in_time: Date | null;
}

export const userTable: TableShape<UserRow> = {
  table: 'users',
  columns: {
    id: { is: id, key: true },
    company_id: { is: id },
    user_name: { is: text(128) },
    user_name_key: { is: text(512) },
    display_name: { is: text(128) },
    role: { is: text(32) },
    extra_permissions: { is: jsonText },
    password_hash: { is: text(255) },
    disabled: { is: flag },
    version: { is: integer },
    create_time: { is: instant },
    update_time: { is: instant },
    last_sign_in_time: { is: instant, nullable: true },
  },
};

export interface SessionRow {
  id: string;
  company_id: string;
  user_id: string;
  secret_hash: string;
  create_time: Date;
  expire_time: Date;
}

export const sessionTable: TableShape<SessionRow> = {
  table: 'sessions',
  columns: {
    id: { is: id, key: true },
    company_id: { is: id },
    user_id: { is: id },
    secret_hash: { is: text(64) },
    create_time: { is: instant },
    expire_time: { is: instant },
  },
};

export interface ServiceAccountRow {
  id: string;
  company_id: string;
  name: string;
  name_key: string;
  description: string;
  permissions: Permission[];
  disabled: boolean;
  version: number;
  create_time: Date;
  update_time: Date;
}

export const serviceAccountTable: TableShape<ServiceAccountRow> = {
  table: 'service_accounts',
  columns: {
    id: { is: id, key: true },
    company_id: { is: id },
    name: { is: text(128) },
    name_key: { is: text(512) },
    description: { is: text(1024) },
    permissions: { is: jsonText },
    disabled: { is: flag },
    version: { is: integer },
    create_time: { is: instant },
    update_time: { is: instant },
  },
};

export interface TokenRow {
  id: string;
  company_id: string;
  owner_kind: 'service_account' | 'node';
  owner_id: string;
  name: string;
  secret_hash: string;
  create_time: Date;
  expire_time: Date | null;
  revoke_time: Date | null;
}

export const tokenTable: TableShape<TokenRow> = {
  table: 'tokens',
  columns: {
    id: { is: id, key: true },
    company_id: { is: id },
    owner_kind: { is: text(32) },
    owner_id: { is: id },
    name: { is: text(128) },
    secret_hash: { is: text(64) },
    create_time: { is: instant },
    expire_time: { is: instant, nullable: true },
    revoke_time: { is: instant, nullable: true },
  },
};
