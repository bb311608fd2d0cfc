import { permissionsOfRole, type Permission } from '@certkeep/domain';
import type { User } from './user-repository.js';

/** The role's own permissions and those granted by name. */
export function permissionsOfUser({
  role,
  extraPermissions,
}: Pick<User, 'role' | 'extraPermissions'>): ReadonlySet<Permission> {
  return new Set([...permissionsOfRole(role), ...extraPermissions]);
}
