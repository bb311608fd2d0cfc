import type { Certificate } from '@certkeep/contracts/connect';

const kinds = [
  ['customDomains', 'domain', 'domains'],
  ['nodes', 'node', 'nodes'],
  ['jwks', 'JWK', 'JWKs'],
  ['truststores', 'truststore', 'truststores'],
] as const;

/** What depends on a certificate, as in "2 domains" and "1 node". */
export function dependentsOf({ dependents }: Pick<Certificate, 'dependents'>): readonly string[] {
  return kinds
    .map(([kind, one, many]) => [dependents?.[kind] ?? 0, one, many] as const)
    .filter(([count]) => count > 0)
    .map(([count, one, many]) => `${count.toLocaleString('en')} ${count === 1 ? one : many}`);
}

/** The environments that any of its definitions is assigned to, each once. */
export function environmentIdsOf({ definitions }: Pick<Certificate, 'definitions'>): readonly string[] {
  return [...new Set(definitions.flatMap(({ environmentIds }) => environmentIds))];
}

/** No private key in any of its definitions: it can be trusted, not presented. */
export function isTrustOnly({ definitions }: Pick<Certificate, 'definitions'>): boolean {
  return !definitions.some(({ currentVersion }) => currentVersion?.hasPrivateKey);
}
