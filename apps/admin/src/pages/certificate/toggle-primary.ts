import type { Certificate } from '@certkeep/contracts/connect';
import type { QueryClient } from '@tanstack/svelte-query';
import { toast } from 'svelte-sonner';
import { certificates } from '../../client/clients.js';
import { certificatesChanged } from '../../client/certificates-changed.js';
import { failureOf } from '../../client/rpc-error.js';

/** Makes a certificate the primary one, or takes that from it, and tells of it. */
export async function togglePrimary({ id, etag, primary, name }: Certificate, queries: QueryClient): Promise<void> {
  try {
    if (primary) await certificates.clearPrimaryCertificate({ id, etag });
    else await certificates.setPrimaryCertificate({ id, etag });
    toast.success(primary ? `${name} is not primary any more` : `${name} is primary now`);
  } catch (error) {
    toast.error(failureOf(error).message);
  }
  await certificatesChanged(queries);
}
