import { nameKey } from '@certkeep/domain';
import type { CertificateFacts } from '@certkeep/x509';

type SearchedFacts = Pick<CertificateFacts, 'subject' | 'issuer' | 'serialNumber' | 'sha256'>;

/** All that a search for a truststore's entry looks at, a line each, in the form that searches are compared in. */
export function entrySearchText(alias: string, { subject, issuer, serialNumber, sha256 }: SearchedFacts): string {
  return [...new Set([alias, subject, issuer, serialNumber, sha256].map(nameKey))].join('\n');
}

/** What to look for in such a text. Numbers and fingerprints are found with colons as well, as other tools show them. */
export function searchKey(search: string): string {
  const key = nameKey(search.trim());
  return /^([0-9a-f]{2}:)+[0-9a-f]{0,2}$/.test(key) ? key.replaceAll(':', '') : key;
}
