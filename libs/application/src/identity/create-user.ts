import {
  DomainError,
  parseDisplayName,
  parsePassword,
  parseUserName,
  type Permission,
  type UserId,
  type UserRole,
} from '@certkeep/domain';
import type { Call } from '../call.js';
import type { MakeId } from '../clock.js';
import { notFound } from '../not-found.js';
import type { Store } from '../store.js';
import { requireGrantable } from './grantable.js';
import { hashPassword } from './password-hash.js';
import type { User } from './user-repository.js';

export interface CreateUserInput {
  readonly userName: string;
  readonly displayName: string;
  readonly role: UserRole;
  readonly extraPermissions: readonly Permission[];
  readonly password: string;
}

/** @throws DomainError FIELD_INVALID, NAME_TAKEN */
export const createUser =
  ({ store, makeId }: { readonly store: Store; readonly makeId: MakeId }) =>
  async (call: Call, input: CreateUserInput): Promise<User> => {
    const userName = parseUserName(input.userName, 'user.user_name');
    const displayName = parseDisplayName(
      input.displayName.trim() === '' ? userName : input.displayName,
      'user.display_name',
    );
    const extraPermissions = requireGrantable(input.extraPermissions, ['keys:export'], 'user.extra_permissions');
    const passwordHash = await hashPassword(parsePassword(input.password, 'password'));
    const id = makeId() as UserId;
    return store.change(call, async ({ users, audit }) => {
      if ((await users.findByUserName(userName)) !== undefined) {
        throw new DomainError('NAME_TAKEN', `There is a user “${userName}” already. Choose another user name.`, {
          field: 'user.user_name',
          metadata: { name: userName },
        });
      }
      await users.insert({ id, userName, displayName, role: input.role, extraPermissions, passwordHash });
      await audit.record('user.create', { type: 'user', id, name: userName }, { role: input.role });
      const user = await users.find(id);
      if (user === undefined) throw notFound('user', id);
      return user;
    });
  };
