import type { QueryClient } from '@tanstack/svelte-query';

const affected = [
  'ListCertificates',
  'SummarizeCertificates',
  'GetCertificate',
  'ListVersions',
  'ListEvents',
  'ListCustomDomains',
  'ListEnvironments',
  'GetEnvironment',
  'ListNodes',
  'GetNode',
  'ExplainNodeCertificate',
  'ListSigningRequests',
  'ListApplications',
  'ListEligibleCertificates',
  'ListEntries',
  'SummarizeTruststore',
  'GetTrustState',
  'ListJwks',
  'GetJwk',
];

/** After a change to a certificate or to what uses one: everything that shows either is asked for again. */
export async function certificatesChanged(queries: QueryClient): Promise<void> {
  await Promise.all(affected.map((name) => queries.invalidateQueries({ queryKey: [name] })));
}
