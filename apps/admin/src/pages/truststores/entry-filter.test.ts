import { create } from '@bufbuild/protobuf';
import { EnvironmentKind, EnvironmentSchema, TruststoreOrigin } from '@certkeep/contracts/connect';
import { describe, expect, it } from 'vitest';
import { filterOf, shownEnvironment } from './entry-filter.js';

const production = create(EnvironmentSchema, { id: 'production', kind: EnvironmentKind.STANDARD });
const own = create(EnvironmentSchema, { id: 'own', kind: EnvironmentKind.API_MANAGER });

describe('what the address asks for', () => {
  it.each([
    ['Certkeep’s own environment when it names none', '', own],
    ['the environment that it names', 'production', production],
    ['nothing when it names one that is not here', 'gone', undefined],
  ])('is %s', (_what, id, shown) => {
    expect(shownEnvironment([production, own], id)).toBe(shown);
  });

  it.each([
    ['', []],
    ['assigned', [TruststoreOrigin.ASSIGNED_CERTIFICATE]],
    ['imported', [TruststoreOrigin.IMPORTED_CA]],
    ['system', [TruststoreOrigin.SYSTEM_ROOT]],
    ['toString', []],
  ])('of the origin %j is %j', (origin, origins) => {
    expect(filterOf({ environment: '', search: 'x', origin })).toEqual({ search: 'x', origins });
  });
});
