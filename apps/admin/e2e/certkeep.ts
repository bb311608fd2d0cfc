import { type RunningServer, startServer } from '@certkeep/testing';
import { test as base } from '@playwright/test';

interface WorkerFixtures {
  /** Each journey has a server of its own, found by this. */
  readonly journey: string;
  /** The built server on an empty data folder; the tests of a worker share it. */
  readonly server: RunningServer;
}

/** Playwright's test with a server of its own, whose address is the base of all relative URLs. */
export const test = base.extend<object, WorkerFixtures>({
  journey: ['', { scope: 'worker', option: true }],
  server: [
    // Playwright reads what a fixture needs from this pattern.
    async ({}, use) => {
      // A server on this machine is one of those that certificates are fetched from.
      const server = await startServer({ env: { CERTKEEP_EGRESS_ALLOW: '127.0.0.0/8' } });
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
