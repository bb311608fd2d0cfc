import type { Certificate } from '@certkeep/contracts/connect';
import type { QueryClient } from '@tanstack/svelte-query';
import { toast } from 'svelte-sonner';
import { certificatesChanged } from '../../client/certificates-changed.js';
import { certificates } from '../../client/clients.js';
import { failureOf } from '../../client/rpc-error.js';
import { visibleText } from '../../parts/visible-text.js';

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
  const outcomes = await Promise.allSettled(deleted.map(({ id }) => certificates.undeleteCertificate({ id })));
  const failures = outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' ? [failureOf(outcome.reason).message] : [],
  );
  const back = deleted.length - failures.length;
  if (back > 0) toast.success(back === 1 ? '1 certificate is back' : `${back} certificates are back`);
  if (failures.length > 0) {
    const count = failures.length === 1 ? '1 stays deleted' : `${failures.length} stay deleted`;
    toast.error(`${count}. ${failures[0] ?? ''}`);
  }
  await certificatesChanged(queries);
}
