import type { CertificateFacts } from '@certkeep/application';
import { nameKey } from '@certkeep/domain';

/** All that a search for a certificate looks at, a line each, in the form that searches are compared in. */
export function searchTextOf({
  name,
  description,
  alias,
  facts,
}: {
  readonly name: string;
  readonly description: string;
  readonly alias: string;
  readonly facts: Pick<CertificateFacts, 'subject' | 'subjectAlternativeNames' | 'serialNumber' | 'sha256' | 'sha1'>;
}): string {
  const names = facts.subjectAlternativeNames.map(({ value }) => value);
  return [name, description, alias, facts.subject, ...names, facts.serialNumber, facts.sha256, facts.sha1]
    .map(nameKey)
    .join('\n');
}
