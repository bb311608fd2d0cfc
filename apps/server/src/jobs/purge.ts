import { purgeDeleted, purgeReports } from '@certkeep/application';
import { randomUUID } from 'node:crypto';
import type { Certkeep } from '../compose.js';

/** In milliseconds: an hour. What 30 days keep, an hour more may keep. */
const interval = 60 * 60 * 1000;

/**
 * Destroys what was deleted 30 days ago, at the start and every hour. Several replicas may do so at once: whichever
 * comes second finds nothing.
 * @returns a function that ends it
 */
export function startPurge({ store, companies, reports, clock, log }: Certkeep): () => void {
  const purge = () => {
    purgeReports(reports, clock.now()).catch((error: unknown) => {
      log.error({ err: error }, 'old reports of nodes could not be purged; trying again in an hour');
    });
    purgeDeleted({ store, companies, clock })({ traceId: randomUUID(), sourceAddress: '' }).then(
      (purged) => {
        if (purged > 0) log.info({ purged }, 'certificates deleted 30 days ago are gone for good');
      },
      (error: unknown) => {
        log.error({ err: error }, 'deleted certificates could not be purged; trying again in an hour');
      },
    );
  };
  purge();
  const timer = setInterval(purge, interval);
  return () => {
    clearInterval(timer);
  };
}
