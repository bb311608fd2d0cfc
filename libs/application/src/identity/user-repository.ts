import type { Permission, UserId, UserRole } from '@certkeep/domain';
import type { Page, PageRequest } from '../page.js';

export interface User {
  readonly id: UserId;
  readonly userName: string;
  readonly displayName: string;
  readonly role: UserRole;
  /** Beyond the role's own: `keys:export` alone can be granted by name. */
  readonly extraPermissions: readonly Permission[];
  readonly disabled: boolean;
  readonly version: number;
  readonly createTime: Date;
  readonly updateTime: Date;
  readonly lastSignInTime: Date | undefined;
}

export interface NewUser {
  readonly id: UserId;
  readonly userName: string;
  readonly displayName: string;
  readonly role: UserRole;
  readonly extraPermissions: readonly Permission[];
  readonly passwordHash: string;
}

export interface UserEdit {
  readonly displayName?: string;
  readonly role?: UserRole;
  readonly extraPermissions?: readonly Permission[];
  readonly disabled?: boolean;
  readonly passwordHash?: string;
}

export interface UserReader {
  find(id: UserId): Promise<User | undefined>;
  findByUserName(userName: string): Promise<User | undefined>;
  /** Empty text when there is no such user. */
  passwordHashOf(id: UserId): Promise<string>;
  /** By user name. */
  list(query: { readonly search: string; readonly page: PageRequest }): Promise<Page<User>>;
  /** Admins who can sign in. */
  countAdmins(): Promise<number>;
  count(): Promise<number>;
}

export interface UserWriter {
  insert(user: NewUser): Promise<void>;
  update(id: UserId, edit: UserEdit): Promise<void>;
  noteSignIn(id: UserId): Promise<void>;
  delete(id: UserId): Promise<void>;
}
