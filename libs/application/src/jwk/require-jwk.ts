import type { JwkId } from '@certkeep/domain';
import { notFound } from '../not-found.js';
import type { Jwk } from './jwk.js';
import type { JwkReader } from './jwk-repository.js';

/** @throws DomainError NOT_FOUND */
export async function requireJwk(jwks: JwkReader, id: JwkId): Promise<Jwk> {
  const jwk = await jwks.find(id);
  if (jwk === undefined) throw notFound('jwk', id);
  return jwk;
}
