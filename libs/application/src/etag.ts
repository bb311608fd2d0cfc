import { DomainError } from '@certkeep/domain';

/** The etag of a record's version (AIP-154): opaque to clients, quoted as in RFC 9110 section 8.8.3. */
export function etagOf(version: number): string {
  return `"${version}"`;
}

/**
 * Refuses a change made from a stale copy. An empty etag asks for no check.
 * @throws DomainError ETAG_MISMATCH
 */
export function requireEtag(given: string, record: { readonly version: number; readonly kind: string }): void {
  const current = etagOf(record.version);
  if (given === '' || given === current) return;
  throw new DomainError(
    'ETAG_MISMATCH',
    `This ${record.kind} was changed by somebody else since you read it. Read it again, then repeat your change.`,
    { field: 'etag', metadata: { current_etag: current } },
  );
}
