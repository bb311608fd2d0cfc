import type { TestProject } from 'vitest/node';
import { startMariadb } from './mariadb.js';

/** Where the MariaDB for the tests is, or the sentence that says why there is none. */
export type MariadbForTests = { readonly url: string } | { readonly missing: string };

declare module 'vitest' {
  interface ProvidedContext {
    mariadb: MariadbForTests;
  }
}

/**
 * Vitest's global setup: one MariaDB for the whole run, the one of CERTKEEP_TEST_MARIADB_URL or a throwaway.
 * A missing MariaDB fails the tests that need it, each with a sentence, and lets the others run.
 */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const given = process.env['CERTKEEP_TEST_MARIADB_URL'];
  if (given !== undefined && given !== '') {
    project.provide('mariadb', { url: given });
    return undefined;
  }
  try {
    const mariadb = await startMariadb();
    project.provide('mariadb', { url: mariadb.url() });
    return () => mariadb.stop();
  } catch (error) {
    project.provide('mariadb', { missing: error instanceof Error ? error.message : String(error) });
    return undefined;
  }
}
