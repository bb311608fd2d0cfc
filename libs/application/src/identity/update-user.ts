import {
  DomainError,
  parseDisplayName,
  parsePassword,
  type Permission,
  type UserId,
  type UserRole,
} from '@certkeep/domain';
import type { Call } from '../call.js';
import { requireEtag } from '../etag.js';
import { notFound } from '../not-found.js';
import type { CompanyTransaction, Store } from '../store.js';
import { requireGrantable } from './grantable.js';
import { hashPassword } from './password-hash.js';
import type { User, UserEdit } from './user-repository.js';

export interface UpdateUserInput {
  readonly id: UserId;
  readonly etag: string;
  readonly displayName?: string;
  readonly role?: UserRole;
  readonly extraPermissions?: readonly Permission[];
  readonly disabled?: boolean;
  readonly password?: string;
}

/**
 * Changes a user. A new role, password or state ends the user's sessions.
 * @throws DomainError NOT_FOUND, ETAG_MISMATCH, FIELD_INVALID also when it would leave no admin who can sign in
 */
export const updateUser =
  ({ store }: { readonly store: Store }) =>
  async (call: Call, input: UpdateUserInput): Promise<User> => {
    const edit = await parsedEdit(input);
    return store.change(call, async (transaction) => {
      const { users, audit } = transaction;
      const before = await requireUser(transaction, input.id);
      requireEtag(input.etag, { version: before.version, kind: 'user' });
      await users.update(input.id, edit);
      await refuseWithoutAdmin(transaction);
      if (
        edit.role !== undefined ||
        edit.disabled !== undefined ||
        edit.passwordHash !== undefined ||
        edit.extraPermissions !== undefined
      )
        await endSessionsOf(transaction, input.id);
      const after = await requireUser(transaction, input.id);
      const fields = Object.keys(edit).map((field) => (field === 'passwordHash' ? 'password' : field));
      await audit.record(
        'user.update',
        { type: 'user', id: after.id, name: after.userName },
        { fields: fields.join(',') },
      );
      return after;
    });
  };

/** @throws DomainError NOT_FOUND, ETAG_MISMATCH, FIELD_INVALID when it is the last admin who can sign in */
export const deleteUser =
  ({ store }: { readonly store: Store }) =>
  (call: Call, { id, etag }: { readonly id: UserId; readonly etag: string }): Promise<void> =>
    store.change(call, async (transaction) => {
      const user = await requireUser(transaction, id);
      requireEtag(etag, { version: user.version, kind: 'user' });
      await endSessionsOf(transaction, id);
      await transaction.users.delete(id);
      await refuseWithoutAdmin(transaction);
      await transaction.audit.record('user.delete', { type: 'user', id, name: user.userName });
    });

async function parsedEdit(input: UpdateUserInput): Promise<UserEdit> {
  return {
    ...(input.displayName === undefined
      ? {}
      : { displayName: parseDisplayName(input.displayName, 'user.display_name') }),
    ...(input.role === undefined ? {} : { role: input.role }),
    ...(input.extraPermissions === undefined
      ? {}
      : { extraPermissions: requireGrantable(input.extraPermissions, ['keys:export'], 'user.extra_permissions') }),
    ...(input.disabled === undefined ? {} : { disabled: input.disabled }),
    ...(input.password === undefined
      ? {}
      : { passwordHash: await hashPassword(parsePassword(input.password, 'password')) }),
  };
}

async function requireUser({ users }: CompanyTransaction, id: UserId): Promise<User> {
  const user = await users.find(id);
  if (user === undefined) throw notFound('user', id);
  return user;
}

async function refuseWithoutAdmin({ users }: CompanyTransaction): Promise<void> {
  if ((await users.countAdmins()) > 0) return;
  throw new DomainError(
    'FIELD_INVALID',
    'This would leave no administrator who can sign in. Make somebody else an administrator first.',
    { field: 'user.role' },
  );
}

async function endSessionsOf({ sessions, changes }: CompanyTransaction, id: UserId): Promise<void> {
  await sessions.deleteAllOf(id);
  await changes.append({ kind: 'credential', recordId: id });
}
