import type { Certificate } from '@certkeep/contracts/connect';
import type { QueryClient } from '@tanstack/svelte-query';
import { toast } from 'svelte-sonner';
import { certificates } from '../../client/clients.js';
import { certificatesChanged } from '../../client/certificates-changed.js';
import { failureOf } from '../../client/rpc-error.js';
import { tellDeployed } from '../../shell/tell-deployed.js';

/** Makes a certificate the primary one, or takes that from it, and tells of it. */
export async function togglePrimary({ id, etag, primary, name }: Certificate, queries: QueryClient): Promise<void> {
  try {
    if (primary) {
      await certificates.clearPrimaryCertificate({ id, etag });
      toast.success(`${name} is not primary any more`);
    } else {
      await certificates.setPrimaryCertificate({ id, etag });
      tellDeployed(`${name} is primary now`, id);
    }
  } catch (error) {
    toast.error(failureOf(error).message);
  }
  await certificatesChanged(queries);
}
