import { keepPreviousData } from '@tanstack/svelte-query';
import { jwks } from '../../client/jwk-client.js';
import { formatJwkListState, listRequest, type JwkListState } from './jwk-state.js';

/** The pages of a list. Until the first of another list is there, the one before stays. */
export function jwkListQuery(state: JwkListState) {
  return {
    queryKey: ['ListJwks', formatJwkListState(state)] as const,
    queryFn: ({ pageParam, signal }: { readonly pageParam: string; readonly signal: AbortSignal }) =>
      jwks.listJwks({ ...listRequest(state), pageToken: pageParam }, { signal }),
    initialPageParam: '',
    getNextPageParam: ({ nextPageToken }: { nextPageToken: string }) => nextPageToken || undefined,
    placeholderData: keepPreviousData,
  };
}
