import { JwkKidKind, JwkUse } from '@certkeep/contracts/connect';
import { expect, it } from 'vitest';
import { changedPaths, type EditedJwk } from './edited-jwk.js';

const before: EditedJwk = {
  name: 'signing',
  description: '',
  kid: 'k-1',
  kidKind: JwkKidKind.TIME,
  use: JwkUse.SIG,
  alg: 'RS256',
  environmentIds: ['a', 'b'],
};

it.each<[Partial<EditedJwk>, readonly string[]]>([
  [{}, []],
  [{ environmentIds: ['b', 'a'] }, []],
  [{ environmentIds: ['a'] }, ['environment_ids']],
  [{ name: 'Signing', description: 'x' }, ['name', 'description']],
  [{ kid: 'k-2' }, []],
  [{ kidKind: JwkKidKind.TYPED }, ['kid_kind']],
  [{ kidKind: JwkKidKind.TYPED, kid: 'k-2' }, ['kid_kind', 'kid']],
  [{ use: JwkUse.ENC, alg: 'RSA-OAEP-256' }, ['use', 'alg']],
])('%j changes %j', (change, paths) => {
  expect(changedPaths(before, { ...before, ...change })).toEqual(paths);
});
