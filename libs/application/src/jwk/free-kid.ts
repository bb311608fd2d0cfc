import type { JwkKey, KidKind } from './jwk.js';
import { kidOf } from './jwk-key.js';
import type { JwkReader } from './jwk-repository.js';

/**
 * A key id of this kind for a key. One made of the time is a moment that no key is published under: where several are
 * made in the same millisecond, the later ones get the next.
 */
export async function freeKid(
  jwks: JwkReader,
  kind: Exclude<KidKind, 'TYPED'>,
  key: { readonly taken: Pick<JwkKey, 'certificate'>; readonly sha256: string },
  now: Date,
): Promise<string> {
  for (let moment = now.getTime(); ; moment++) {
    const kid = kidOf(kind, key, new Date(moment));
    if (kind !== 'TIME') return kid;
    const isFree = (await jwks.findByKid(kid)) === undefined && (await jwks.listRetired(kid, now)).length === 0;
    if (isFree) return kid;
  }
}
