import { QueryClient } from '@tanstack/svelte-query';
import { shouldRetry } from './rpc-error.js';

/** Holds what the server has answered, for all pages. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: shouldRetry,
        structuralSharing: false,
        staleTime: 5_000,
        // By default a query tells only changes to what was read of it: what is read for the first time after its
        // answer has come, as in `one.isPending || other.isPending`, would stay as it was before.
        notifyOnChangeProps: 'all',
      },
    },
  });
}
