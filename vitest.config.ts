import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

/** Libs resolve to their sources, so tests need no build. */
const conditions = ['@certkeep/source'];
const node = { resolve: { conditions }, ssr: { resolve: { conditions } } };

export default defineConfig({
  test: {
    projects: [
      {
        ...node,
        test: { name: 'unit', include: ['libs/*/src/**/*.test.ts', 'apps/server/src/**/*.test.ts', 'tools/**/*.test.ts'] },
      },
      {
        ...node,
        test: {
          name: 'integration',
          include: ['libs/*/test/**/*.test.ts', 'apps/server/test/**/*.test.ts'],
          globalSetup: ['libs/testing/src/mariadb-for-tests.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        plugins: [svelte()],
        resolve: { conditions: [...conditions, 'browser'] },
        test: { name: 'admin', include: ['apps/admin/src/**/*.test.ts'], environment: 'jsdom' },
      },
    ],
  },
});
