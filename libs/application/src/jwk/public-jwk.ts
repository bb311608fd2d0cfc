import { jwkOperations } from '@certkeep/domain';
import type { JwkMembers } from '@certkeep/x509';
import type { Jwk, JwkKey, JwkSettings, PublicJwk } from './jwk.js';

type Described = Pick<JwkSettings, 'kid' | 'use' | 'algorithm' | 'operations'> & {
  readonly key: Pick<JwkKey, 'certificate'>;
};

/** The JWK as everybody may see it (RFC 7517 section 4). */
export function publicJwk(jwk: Described): PublicJwk {
  return described(jwk, jwk.key.certificate.members, jwkOperations(jwk.algorithm).public);
}

/** The JWK with its private members, for who may have them. */
export function privateJwk(jwk: Jwk, members: JwkMembers): PublicJwk {
  return described(jwk, members, jwkOperations(jwk.algorithm).private);
}

function described(
  { kid, use, algorithm, operations, key: { certificate } }: Described,
  { kty, ...parameters }: JwkMembers,
  able: readonly string[],
): PublicJwk {
  const said = operations.filter((operation) => able.includes(operation));
  return {
    ...(kty === undefined ? {} : { kty }),
    use,
    ...(said.length === 0 ? {} : { key_ops: said }),
    alg: algorithm,
    kid,
    ...parameters,
    x5c: certificate.x5c,
    x5t: certificate.x5t,
    'x5t#S256': certificate.x5tS256,
  };
}
