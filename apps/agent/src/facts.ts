import type { Holdings } from './holdings.js';
import type { TargetStatus } from './target-status.js';

/** What the status tells of what was applied. */
export function factsOf({ material, truststore }: Holdings): Partial<TargetStatus> {
  return {
    revision: material?.revision ?? truststore?.revision ?? 0,
    fingerprint: material?.fingerprint ?? '',
    certificateName: material?.certificateName ?? '',
    notAfter: material?.notAfter.toISOString() ?? '',
    truststoreRevision: truststore?.revision ?? 0,
    truststoreEtag: truststore?.etag ?? '',
    truststoreEntries: truststore?.entries.size ?? 0,
    truststoreEnvironmentId: truststore?.environmentId ?? '',
  };
}
