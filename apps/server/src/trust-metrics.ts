import type { CompanyDirectory, ProcessTrust } from '@certkeep/application';
import { Gauge, type Registry } from 'prom-client';
import type { TruststoreFileJob } from './jobs/truststore-files.js';

interface Parts {
  readonly registry: Registry;
  readonly companies: CompanyDirectory;
  readonly trust: ProcessTrust;
  readonly files: TruststoreFileJob | undefined;
}

/** Tells what this process trusts, and how its truststore files stand; looked at when the metrics are read. */
export function addTrustMetrics({ registry, companies, trust, files }: Parts): void {
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Gauge<Label>({ name, help, labelNames: [...labelNames], registers: [registry] });
  const entries = gauge('certkeep_process_trust_entries', 'Certificates that outgoing connections trust.', ['company']);
  const revision = gauge('certkeep_process_trust_revision', 'Revision of what outgoing connections trust.', [
    'company',
  ]);
  const failed = gauge('certkeep_process_trust_failed', '1 while what outgoing connections trust is out of date.', [
    'company',
  ]);
  const fileRevision = gauge('certkeep_truststore_file_revision', 'Revision that was written last; 0: none.', [
    'company',
    'format',
  ]);
  const fileFailed = new Gauge({
    name: 'certkeep_truststore_file_failed',
    help: '1 while a truststore file is out of date because it could not be written.',
    labelNames: ['company', 'format'],
    registers: [registry],
    collect: async () => {
      const known = await companies.list().catch(() => undefined);
      // The database is away: the figures stay as they were.
      if (known === undefined) return;
      const slugs = new Map(known.map(({ id, slug }) => [id, slug]));
      for (const [id, state] of trust.allStates()) {
        const company = slugs.get(id) ?? id;
        entries.set({ company }, state.entryCount);
        revision.set({ company }, state.revision);
        failed.set({ company }, state.failure === undefined ? 0 : 1);
      }
      for (const state of files?.allStates() ?? []) {
        const labels = { company: state.company, format: state.format };
        fileRevision.set(labels, state.revision);
        fileFailed.set(labels, state.failure === undefined ? 0 : 1);
      }
    },
  });
}
