import { JwkKidKind, type Jwk } from '@certkeep/contracts/connect';

/** What can be changed of a JWK. */
export interface EditedJwk extends Pick<Jwk, 'name' | 'description' | 'kid' | 'kidKind' | 'use' | 'alg'> {
  readonly environmentIds: readonly string[];
}

/** Field names of what differs, as the contract's mask has them: what stays isn't made anew, as a kid by the time would be. */
export function changedPaths(before: EditedJwk, after: EditedJwk): readonly string[] {
  const paths: string[] = [];
  if (after.name !== before.name) paths.push('name');
  if (after.description !== before.description) paths.push('description');
  if (after.kidKind !== before.kidKind) paths.push('kid_kind');
  if (after.kidKind === JwkKidKind.TYPED && after.kid !== before.kid) paths.push('kid');
  if (after.use !== before.use) paths.push('use');
  if (after.alg !== before.alg) paths.push('alg');
  if (after.environmentIds.toSorted().join() !== before.environmentIds.toSorted().join()) paths.push('environment_ids');
  return paths;
}
