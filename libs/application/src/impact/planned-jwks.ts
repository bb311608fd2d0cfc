import {
  jwkAlgorithmAfter,
  type CascadeChange,
  type DefinitionId,
  type EnvironmentId,
  type KeyKind,
} from '@certkeep/domain';
import type { Definition } from '../certificate/certificate.js';
import type { Jwk } from '../jwk/jwk.js';

/** What a deed brings to a JWK that follows the certificate. */
export type JwkFate =
  | { readonly kind: 'untouched' }
  /** The definition that it follows is gone. */
  | { readonly kind: 'orphaned' }
  /** It follows this definition, which has this key once the deed is done. */
  | { readonly kind: 'follows'; readonly definitionId: DefinitionId; readonly key: KeyKind; readonly hasKey: boolean }
  /** It is published elsewhere. */
  | { readonly kind: 'moves'; readonly environmentIds: readonly EnvironmentId[] };

/** How a deed reaches the JWKs of a certificate. */
export interface JwkChange {
  readonly change: CascadeChange;
  readonly fateOf: (jwk: Jwk) => JwkFate;
}

/** A JWK that a deed reaches, and what an update would do to it. */
export interface PlannedJwk {
  readonly jwk: Jwk;
  readonly fate: Exclude<JwkFate, { kind: 'untouched' }>;
  /** Undefined when it can't take the new key, or there is none. */
  readonly algorithmAfter: string | undefined;
  /** Its key id was set by hand: it stays with another key. */
  readonly kidStays: boolean;
  /** Why it can't be updated; undefined when it can. */
  readonly obstacle: string | undefined;
}

/** Those of the JWKs that the deed reaches. */
export function plannedJwks(jwks: readonly Jwk[], { fateOf }: JwkChange): readonly PlannedJwk[] {
  return jwks.flatMap((jwk) => {
    const fate = fateOf(jwk);
    return fate.kind === 'untouched' ? [] : [planned(jwk, fate)];
  });
}

function planned(jwk: Jwk, fate: PlannedJwk['fate']): PlannedJwk {
  if (fate.kind !== 'follows') {
    const algorithmAfter = fate.kind === 'moves' ? jwk.algorithm : undefined;
    return { jwk, fate, algorithmAfter, kidStays: false, obstacle: undefined };
  }
  const algorithmAfter = jwkAlgorithmAfter(fate.key, jwk.use, jwk.algorithm);
  return {
    jwk,
    fate,
    algorithmAfter,
    kidStays: jwk.kidKind === 'TYPED',
    obstacle: obstacleOf(jwk, fate, algorithmAfter),
  };
}

function obstacleOf(
  { isPrivate, use }: Jwk,
  { hasKey, key }: Extract<JwkFate, { kind: 'follows' }>,
  algorithmAfter: string | undefined,
): string | undefined {
  if (isPrivate && !hasKey) return 'it has a private half, and the new material comes without a key.';
  if (algorithmAfter !== undefined) return undefined;
  const kind = [key.algorithm, key.curve].filter((text) => text !== '').join(' ');
  return `the new key (${kind}) can't ${use === 'sig' ? 'sign' : 'encrypt'} in JOSE.`;
}

/** JWKs of this definition get its new key; the certificate's others are left alone. */
export function jwksOfDefinition(
  id: DefinitionId,
  after: { readonly key: KeyKind; readonly hasKey: boolean },
): JwkChange {
  return {
    change: 'update',
    fateOf: ({ link }) =>
      link?.definitionId === id ? { kind: 'follows', definitionId: id, ...after } : { kind: 'untouched' },
  };
}

/** JWKs of these definitions lose what they follow. */
export function jwksOrphanedBy(isGone: (id: DefinitionId) => boolean): JwkChange {
  return {
    change: 'delete',
    fateOf: ({ link }) =>
      link !== undefined && isGone(link.definitionId) ? { kind: 'orphaned' } : { kind: 'untouched' },
  };
}

/** JWKs of this definition are published where it goes: no more where it leaves, and where it is new. */
export function jwksMovedWith({ id, environmentIds: before }: Definition, after: readonly EnvironmentId[]): JwkChange {
  const left = new Set(before.filter((environment) => !after.includes(environment)));
  const entered = after.filter((environment) => !before.includes(environment));
  const isMoving = left.size + entered.length > 0;
  return {
    change: 'update',
    fateOf: ({ link, environmentIds }) =>
      isMoving && link?.definitionId === id
        ? {
            kind: 'moves',
            environmentIds: [...new Set([...environmentIds.filter((one) => !left.has(one)), ...entered])],
          }
        : { kind: 'untouched' },
  };
}
