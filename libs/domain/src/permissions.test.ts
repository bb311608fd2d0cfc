import { describe, expect, it } from 'vitest';
import { permissionsOfRole, userRoles } from './permissions.js';

describe('roles', () => {
  it.each(userRoles)('%s does not hold keys:export or runtime:fetch, which are granted by name', (role) => {
    expect(permissionsOfRole(role)).not.toContain('keys:export');
    expect(permissionsOfRole(role)).not.toContain('runtime:fetch');
  });

  it('a viewer reads and changes nothing', () => {
    expect(permissionsOfRole('VIEWER')).toEqual(['certificates:read']);
  });

  it('a technical contact reads and changes domains', () => {
    expect(permissionsOfRole('TECHNICAL_CONTACT')).toEqual(['certificates:read', 'domains:write']);
  });
});
