import { createQuery } from '@tanstack/svelte-query';
import { describe, expect, it, vi } from 'vitest';
import { createQueryClient } from './query-client.js';

describe('what a page waits for', () => {
  it('is seen to be there also when another answer, which the page looks at first, comes after it', async () => {
    const client = createQueryClient();
    const first = Promise.withResolvers<string>();
    let shown = '';
    const close = $effect.root(() => {
      const one = createQuery(
        () => ({ queryKey: ['one'], queryFn: () => first.promise }),
        () => client,
      );
      const other = createQuery(
        () => ({ queryKey: ['other'], queryFn: () => Promise.resolve('there') }),
        () => client,
      );
      $effect(() => {
        if (one.isError || other.isError) shown = 'failed';
        else if (one.isPending || other.isPending) shown = 'waiting';
        else shown = `${one.data} ${other.data}`;
      });
    });
    await vi.waitFor(() => {
      expect(client.getQueryData(['other'])).toBe('there');
    });
    first.resolve('both');
    await vi.waitFor(() => {
      expect(shown).toBe('both there');
    });
    close();
  });
});
