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
        purged += await store.change(
          { ...origin, caller: operatorCaller(company) },
          async ({ certificates, audit }) => {
            const certificate = await certificates.findDeleted(id);
            if (certificate !== undefined) await certificates.purge(id);
            await audit.record('certificate.purge', { type: 'certificate', id, name: certificate?.name ?? '' });
            return certificate === undefined ? 0 : 1;
          },
        );
      }
    }
    return purged;
  };
