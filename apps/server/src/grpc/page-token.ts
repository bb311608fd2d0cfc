import type { Page, PageRequest } from '@certkeep/application';
import { DomainError } from '@certkeep/domain';
import { createHash } from 'node:crypto';

const defaultSize = 50;
const largestSize = 1000;

/**
 * The page that a list request asks for (AIP-158). A token carries the last row's sort key and a digest of the list's
 * arguments, so that a token of one list isn't taken for a page of another.
 * @param listArguments everything that decides which rows come, in which order
 * @throws DomainError FIELD_INVALID
 */
export function pageRequestOf(
  { pageSize, pageToken }: { readonly pageSize: number; readonly pageToken: string },
  listArguments: unknown,
): PageRequest {
  if (pageSize < 0) {
    throw new DomainError('FIELD_INVALID', 'The page size is negative. Send 1 to 1,000, or 0 for 50.', {
      field: 'page_size',
    });
  }
  const size = pageSize === 0 ? defaultSize : Math.min(pageSize, largestSize);
  return pageToken === '' ? { size } : { size, after: readToken(pageToken, digestOf(listArguments)) };
}

/** @returns empty text on the last page */
export function nextPageToken({ next }: Page<unknown>, listArguments: unknown): string {
  if (next === undefined) return '';
  return Buffer.from(JSON.stringify([digestOf(listArguments), next.key, next.id])).toString('base64url');
}

function readToken(token: string, digest: string): { readonly key: string | number; readonly id: string } {
  const invalid = new DomainError(
    'FIELD_INVALID',
    'This page token is not one of this list with these filters and this order. Start again without a token.',
    { field: 'page_token' },
  );
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
  } catch {
    throw invalid;
  }
  if (!Array.isArray(parts)) throw invalid;
  const [given, key, id] = parts as readonly unknown[];
  if (given !== digest || typeof id !== 'string') throw invalid;
  if (typeof key !== 'string' && typeof key !== 'number') throw invalid;
  return { key, id };
}

function digestOf(listArguments: unknown): string {
  return createHash('sha256').update(JSON.stringify(listArguments)).digest('base64url').slice(0, 16);
}
