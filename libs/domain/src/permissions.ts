/** What a caller may be allowed to do; every RPC declares the one it needs. */
export const permissions = [
  'certificates:read',
  'certificates:write',
  'keys:export',
  'domains:write',
  'nodes:write',
  'environments:write',
  'jwks:write',
  'audit:read',
  'settings:company_settings',
  'runtime:fetch',
] as const;

export type Permission = (typeof permissions)[number];

export const userRoles = ['ADMIN', 'TECHNICAL_CONTACT', 'VIEWER'] as const;

/** Roles of people. Service accounts hold a chosen list instead, API nodes just `runtime:fetch`. */
export type UserRole = (typeof userRoles)[number];

const grantedByName: ReadonlySet<Permission> = new Set(['keys:export', 'runtime:fetch']);

/** What a role holds by itself. `keys:export` and `runtime:fetch` come with no role: they are granted by name. */
export function permissionsOfRole(role: UserRole): readonly Permission[] {
  switch (role) {
    case 'ADMIN':
      return permissions.filter((permission) => !grantedByName.has(permission));
    case 'TECHNICAL_CONTACT':
      return ['certificates:read', 'domains:write'];
    case 'VIEWER':
      return ['certificates:read'];
  }
}
