import { jwkOrders, type DefinitionSource, type JwkFilter, type JwkOrder } from '@certkeep/application';
import { DomainError, type CertificateId, type DefinitionId } from '@certkeep/domain';
import { MaterialSource, type ListJwksRequest } from '@certkeep/contracts/grpc';
import { daysFrom, orderAmong, statusesFrom } from './certificate-query.js';

const sources: ReadonlyMap<MaterialSource, DefinitionSource> = new Map([
  [MaterialSource.FILE, 'FILE'],
  [MaterialSource.PASTE, 'PASTE'],
  [MaterialSource.HTTPS, 'HTTPS'],
  [MaterialSource.LDAPS, 'LDAPS'],
  [MaterialSource.SIGNING_REQUEST, 'SIGNING_REQUEST'],
]);

/** @throws DomainError FIELD_INVALID */
export function jwkFilterFrom(request: ListJwksRequest): JwkFilter {
  const { search, certificateId, definitionId, connected, expiresInDays } = request;
  return {
    search: search.trim(),
    certificateId: certificateId === '' ? undefined : (certificateId as CertificateId),
    definitionId: definitionId === '' ? undefined : (definitionId as DefinitionId),
    isConnected: connected,
    sources: request.sources.map(sourceFrom),
    statuses: statusesFrom(request.statuses, 'statuses'),
    expiresInDays: daysFrom(expiresInDays, 'expires_in_days'),
  };
}

/** @throws DomainError FIELD_INVALID */
export function jwkOrderFrom(text: string): { orderBy: JwkOrder; descending: boolean } {
  return orderAmong(jwkOrders, text);
}

function sourceFrom(message: MaterialSource): DefinitionSource {
  const source = sources.get(message);
  if (source !== undefined) return source;
  throw new DomainError(
    'FIELD_INVALID',
    'One of the sources is not known here. Use FILE, PASTE, HTTPS, LDAPS or SIGNING_REQUEST.',
    { field: 'sources' },
  );
}
