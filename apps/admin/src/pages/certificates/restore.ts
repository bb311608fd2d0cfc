import type { Certificate } from '@certkeep/contracts/connect';
import type { QueryClient } from '@tanstack/svelte-query';
import { toast } from 'svelte-sonner';
import { certificatesChanged } from '../../client/certificates-changed.js';
import { certificates } from '../../client/clients.js';
import { failureOf } from '../../client/rpc-error.js';
import { visibleText } from '../../parts/visible-text.js';
import { BulkRun } from './bulk-run.svelte.js';
import { certificatesWords } from './counted.js';

/**
 * Brings a deleted certificate back, and tells of it.
 * @returns whether its name was taken meanwhile, so that it needs another one
 */
export async function restore({ id, name }: Certificate, queries: QueryClient): Promise<'done' | 'needs-name'> {
  try {
    await certificates.undeleteCertificate({ id });
    toast.success(`${visibleText(name)} is back`);
  } catch (error) {
    const failure = failureOf(error);
    if (failure.reason === 'NAME_TAKEN') return 'needs-name';
    toast.error(failure.message);
  }
  await certificatesChanged(queries);
  return 'done';
}

/** Brings back what was deleted together, and tells what stays deleted. */
export async function restoreAll(deleted: readonly Certificate[], queries: QueryClient): Promise<void> {
  const run = new BulkRun(({ id }: Certificate) => certificates.undeleteCertificate({ id }));
  await run.run(deleted);
  const [done, refused] = [run.done.length, run.refused.length];
  if (done > 0) toast.success(`${certificatesWords(done)} ${done === 1 ? 'is' : 'are'} back`);
  const [first] = run.refused;
  if (first)
    toast.error(`${certificatesWords(refused)} ${refused === 1 ? 'stays' : 'stay'} deleted. ${first.failure.message}`);
  await certificatesChanged(queries);
}
