import type { Jwk, PublicJwk } from './jwk.js';
import { publicJwk } from './public-jwk.js';

/** A JWK Set (RFC 7517 section 5), and until when it is the same although nothing is changed. */
export interface JwkSet {
  readonly keys: readonly PublicJwk[];
  /** When the next retired key leaves it. */
  readonly endTime: Date | undefined;
}

/**
 * The keys of these JWKs, and after them the retired ones whose time is not over. A key id stands there once: where two
 * keys have the same, whoever verifies would have to guess, so the current key goes before the retired, and the older
 * JWK before the younger.
 */
export function jwkSet(jwks: readonly Jwk[], now: Date): JwkSet {
  const keys = new Map<string, PublicJwk>();
  for (const jwk of jwks.toSorted(byAge)) if (!keys.has(jwk.kid)) keys.set(jwk.kid, publicJwk(jwk));
  const ends: number[] = [];
  for (const { kid, publicJwk: retired, endTime } of jwks.flatMap((jwk) => jwk.retired).toSorted(byEnd)) {
    if (endTime.getTime() <= now.getTime() || keys.has(kid)) continue;
    keys.set(kid, retired);
    ends.push(endTime.getTime());
  }
  return { keys: [...keys.values()], endTime: ends.length === 0 ? undefined : new Date(Math.min(...ends)) };
}

function byAge(one: Jwk, other: Jwk): number {
  return one.createTime.getTime() - other.createTime.getTime() || (one.id < other.id ? -1 : 1);
}

/** The one that was retired last stays longest. */
function byEnd(one: Jwk['retired'][number], other: Jwk['retired'][number]): number {
  return other.endTime.getTime() - one.endTime.getTime();
}
