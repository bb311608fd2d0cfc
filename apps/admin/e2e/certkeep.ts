import { type RunningServer, startServer } from '@certkeep/testing';
import { test as base } from '@playwright/test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface WorkerFixtures {
  /** Each journey has a server of its own, found by this. */
  readonly journey: string;
  /** The server keeps truststore files as well. */
  readonly truststoreFiles: boolean;
  /** The built server on an empty data folder; the tests of a worker share it. */
  readonly server: RunningServer;
}

/** Playwright's test with a server of its own, whose address is the base of all relative URLs. */
export const test = base.extend<object, WorkerFixtures>({
  journey: ['', { scope: 'worker', option: true }],
  truststoreFiles: [false, { scope: 'worker', option: true }],
  server: [
    async ({ truststoreFiles }, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'certkeep-truststores-'));
      // A server on this machine is one of those that certificates are fetched from.
      const egress = { CERTKEEP_EGRESS_ALLOW: '127.0.0.0/8' };
      const files = truststoreFiles ? { CERTKEEP_TRUSTSTORE_DIR: folder } : {};
      const server = await startServer({ env: { ...egress, ...files } });
      await use(server);
      await server.stop();
      await rm(folder, { recursive: true });
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ server }, use) => {
    await use(server.httpUrl);
  },
});

export { expect } from '@playwright/test';
