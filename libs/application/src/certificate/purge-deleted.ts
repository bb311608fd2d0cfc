import type { CertificateId } from '@certkeep/domain';
import type { Call } from '../call.js';
import type { CompanyDirectory } from '../company/company-repository.js';
import type { Clock } from '../clock.js';
import { operatorCaller, type Origin } from '../identity/operator.js';
import type { Store } from '../store.js';
import { lastPurged } from './retention.js';

/**
 * Destroys, in every company, what was deleted 30 days ago or longer, its keys with it.
 * @returns how many certificates are gone for good
 */
export const purgeDeleted =
  ({
    store,
    companies,
    clock,
  }: {
    readonly store: Store;
    readonly companies: CompanyDirectory;
    readonly clock: Clock;
  }) =>
  async (origin: Origin): Promise<number> => {
    let purged = 0;
    for (const { id: company } of await companies.list()) {
      const until = lastPurged(clock.now());
      for (const id of await store.view(company).certificates.listDeletedUntil(until)) {
        if (await purgeOne(store, { ...origin, caller: operatorCaller(company) }, id, until)) purged += 1;
      }
    }
    return purged;
  };

/** Thrown inside the transaction to take it back: there is nothing to tell of. */
class NothingToPurge extends Error {}

/** @returns false when it was restored meanwhile, deleted anew, or purged by another process */
async function purgeOne(store: Store, call: Call, id: CertificateId, until: Date): Promise<boolean> {
  try {
    await store.change(call, async ({ certificates, audit }) => {
      const certificate = await certificates.findDeleted(id);
      if (certificate?.deleteTime === undefined || certificate.deleteTime > until) throw new NothingToPurge();
      await certificates.purge(id);
      await audit.record('certificate.purge', { type: 'certificate', id, name: certificate.name });
    });
    return true;
  } catch (error) {
    if (error instanceof NothingToPurge) return false;
    throw error;
  }
}
