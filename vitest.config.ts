import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defaultClientConditions, defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';

/** These tests change nothing that outlives them, so that one worker loads what they share once. */
const together = { isolate: false };
/** Libs resolve to their sources, so tests need no build. */
const source = '@certkeep/source';
const onNode = {
  resolve: { conditions: [source, ...defaultServerConditions] },
  ssr: { resolve: { conditions: [source, ...defaultServerConditions] } },
};

export default defineConfig({
  test: {
    // Most tests wait for a server or a database for most of their time.
    maxWorkers: 2,
    projects: [
      {
        ...onNode,
        test: {
          ...together,
          name: 'unit',
          include: ['libs/*/src/**/*.test.ts', 'apps/{agent,server}/src/**/*.test.ts', 'tools/**/*.test.ts'],
        },
      },
      {
        ...onNode,
        test: {
          name: 'integration',
          include: ['libs/*/test/**/*.test.ts', 'apps/{agent,server}/test/**/*.test.ts'],
          globalSetup: ['libs/testing/src/mariadb-for-tests.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        plugins: [svelte({ configFile: 'apps/admin/svelte.config.js' }), svelteTesting()],
        resolve: { conditions: [source, ...defaultClientConditions] },
        test: {
          ...together,
          name: 'admin',
          include: ['apps/admin/src/**/*.test.ts'],
          environment: 'jsdom',
          // Icons, queries, the router, dialogs and menus come as Svelte sources, which Node can't read by itself.
          server: {
            deps: {
              inline: ['@lucide/svelte', '@tanstack/svelte-query', 'bits-ui', 'svelte-toolbelt', 'sv-router', 'runed'],
            },
          },
        },
      },
    ],
  },
});
