import { type RunningServer, startServer } from '@certkeep/testing';
import { test as base } from '@playwright/test';

interface WorkerFixtures {
  /** The built server on an empty data folder; the tests of a worker share it. */
  readonly server: RunningServer;
}

/** Playwright's test with a server of its own, whose address is the base of all relative URLs. */
export const test = base.extend<object, WorkerFixtures>({
  server: [
    // Playwright reads what a fixture needs from this pattern.
    async ({}, use) => {
      const server = await startServer();
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ server }, use) => {
    await use(server.httpUrl);
  },
});

export { expect } from '@playwright/test';
