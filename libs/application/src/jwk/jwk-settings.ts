import {
  DomainError,
  jwkAlgorithms,
  jwkOperations,
  parseDescription,
  parseJwkName,
  parseKid,
  type JwkUse,
  type KeyKind,
} from '@certkeep/domain';
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
