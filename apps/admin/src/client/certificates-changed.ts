import type { QueryClient } from '@tanstack/svelte-query';

const affected = [
  'ListCertificates',
  'SummarizeCertificates',
  'GetCertificate',
  'ListVersions',
  'ListEvents',
  'ListCustomDomains',
  'ListEnvironments',
  'ListNodes',
  'ListSigningRequests',
];

/** After a change to a certificate: everything that shows one is asked for again. */
export async function certificatesChanged(queries: QueryClient): Promise<void> {
  await Promise.all(affected.map((name) => queries.invalidateQueries({ queryKey: [name] })));
}
