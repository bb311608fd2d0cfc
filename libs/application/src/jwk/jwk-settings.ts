import {
  DomainError,
  jwkAlgorithms,
  jwkOperations,
  parseDescription,
  parseJwkName,
  parseKid,
  type JwkId,
  type JwkUse,
  type KeyKind,
} from '@certkeep/domain';
import { requireEnvironments } from '../certificate/alias-taken.js';
import type { CompanyView } from '../store.js';
import type { JwkSettings } from './jwk.js';

/**
 * What was chosen of a JWK, made sure of.
 * @throws DomainError FIELD_INVALID
 */
export function parsedJwkSettings(settings: JwkSettings, key: KeyKind): JwkSettings {
  const { name, description, kid, kidKind, use, environmentIds } = settings;
  const algorithm = algorithmFor(key, use, settings.algorithm);
  return {
    name: parseJwkName(name, 'jwk.name'),
    description: parseDescription(description, 'jwk.description'),
    kid: parseKid(kid, 'jwk.kid'),
    kidKind,
    use,
    algorithm,
    operations: operationsFor(algorithm, settings.operations),
    environmentIds,
  };
}

/** Empty: the key's usual one. */
function algorithmFor(key: KeyKind, use: JwkUse, wanted: string): string {
  const able = jwkAlgorithms(key, use);
  const [usual] = able;
  const kind = [key.algorithm, key.curve].filter((text) => text !== '').join(' ');
  if (usual === undefined) {
    const purpose = use === 'sig' ? 'sign' : 'encrypt';
    throw new DomainError(
      'FIELD_INVALID',
      `A key of this kind (${kind}) can't ${purpose} in JOSE. Choose another use, or a certificate with another key.`,
      { field: 'jwk.use', metadata: { key: kind, use } },
    );
  }
  if (wanted === '' || able.includes(wanted)) return wanted === '' ? usual : wanted;
  throw new DomainError(
    'FIELD_INVALID',
    `This key (${kind}) can't do ${wanted.slice(0, 40)}. Choose one of ${able.join(', ')}.`,
    { field: 'jwk.alg', metadata: { key: kind, able: able.join(' ') } },
  );
}

function operationsFor(algorithm: string, wanted: readonly string[]): readonly string[] {
  const { public: open, private: closed } = jwkOperations(algorithm);
  const able = [...open, ...closed];
  const unable = wanted.find((operation) => !able.includes(operation));
  if (unable === undefined) return able.filter((operation) => wanted.includes(operation));
  throw new DomainError(
    'FIELD_INVALID',
    `${algorithm} can't do ${unable.slice(0, 40)}. Choose among ${able.join(', ')}, or none.`,
    { field: 'jwk.key_ops', metadata: { able: able.join(' ') } },
  );
}

/** @throws DomainError NAME_TAKEN, FIELD_INVALID for a key id that another JWK has, NOT_FOUND for an environment */
export async function refuseJwkTaken(
  view: CompanyView,
  { name, kid, environmentIds }: JwkSettings,
  except?: JwkId,
): Promise<void> {
  const namesake = await view.jwks.findByName(name);
  if (namesake !== undefined && namesake.id !== except) {
    throw new DomainError(
      'NAME_TAKEN',
      `Another JWK is already called “${namesake.name}”. Choose a name that is free; upper and lower case don't count.`,
      {
        field: 'jwk.name',
        resource: { type: 'jwk', id: namesake.id },
        metadata: { name, existing_id: namesake.id },
      },
    );
  }
  const holder = await view.jwks.findByKid(kid);
  if (holder !== undefined && holder.id !== except) {
    throw new DomainError(
      'FIELD_INVALID',
      `The JWK “${holder.name}” has the key id ${kid} already, and two keys can't share one. Choose another kind of key id, or type one.`,
      {
        field: 'jwk.kid',
        resource: { type: 'jwk', id: holder.id },
        metadata: { kid, existing_id: holder.id, existing_name: holder.name },
      },
    );
  }
  await requireEnvironments(view, environmentIds);
}
