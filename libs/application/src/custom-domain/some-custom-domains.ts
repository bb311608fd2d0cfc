import type { Dependent } from '@certkeep/domain';
import { mostDependents } from '../dependents.js';
import type { CompanyView } from '../store.js';
import { everyCustomDomain, type CustomDomainFilter } from './custom-domain-repository.js';

const mostInText = 5;

/** Custom domains that stand in the way of something, for a refusal: as many as it can name, and a text for people. */
export async function someCustomDomains(
  { customDomains }: Pick<CompanyView, 'customDomains'>,
  filter: Partial<CustomDomainFilter>,
  at: Date,
): Promise<{ readonly dependents: readonly Dependent[]; readonly text: string }> {
  const { rows } = await customDomains.list({
    filter: { ...everyCustomDomain, ...filter },
    at,
    page: { size: mostDependents },
  });
  return {
    dependents: rows.map(({ id, host }) => ({ kind: 'custom_domain', id, name: host })),
    text: hostsText(rows.map(({ host }) => host)),
  };
}

/** The first few of these hosts, for a sentence. */
export function hostsText(hosts: readonly string[]): string {
  const named = hosts.slice(0, mostInText).join(', ');
  return hosts.length > mostInText ? `${named} and more` : named;
}
