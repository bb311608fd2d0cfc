import type { CertificateFacts } from '@certkeep/application';
import { nameKey } from '@certkeep/domain';

type SearchedFacts = Pick<CertificateFacts, 'subject' | 'subjectAlternativeNames' | 'serialNumber' | 'sha256' | 'sha1'>;

/** All that a search for a certificate looks at, a line each, in the form that searches are compared in. */
export function searchTextOf({
  name,
  description,
  definitions,
}: {
  readonly name: string;
  readonly description: string;
  readonly definitions: readonly { readonly alias: string; readonly facts: SearchedFacts }[];
}): string {
  const ofDefinitions = definitions.flatMap(({ alias, facts }) => [
    alias,
    facts.subject,
    ...facts.subjectAlternativeNames.map(({ value }) => value),
    facts.serialNumber,
    facts.sha256,
    facts.sha1,
  ]);
  return [...new Set([name, description, ...ofDefinitions].map(nameKey))].join('\n');
}
