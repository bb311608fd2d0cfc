import type { CertificateFacts } from '@certkeep/contracts/connect';
import { dateOf, shortTime } from '../../parts/moment.js';

/** A fact that two certificates don't share. */
export interface FactChange {
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

/** What differs between two certificates, of what people look at. */
export function factChanges(before: CertificateFacts, after: CertificateFacts): readonly FactChange[] {
  const [old, fresh] = [shownFacts(before), shownFacts(after)];
  return Object.keys(old)
    .map((label) => ({ label, before: old[label] ?? '', after: fresh[label] ?? '' }))
    .filter((change) => change.before !== change.after);
}

function shownFacts(facts: CertificateFacts): Readonly<Record<string, string>> {
  const time = (value: CertificateFacts['notAfter']) => {
    const date = dateOf(value);
    return date === undefined ? '' : shortTime(date);
  };
  return {
    Subject: facts.subject,
    Issuer: facts.issuer,
    'Valid from': time(facts.notBefore),
    'Valid until': time(facts.notAfter),
    Names: facts.subjectAlternativeNames
      .map(({ value }) => value)
      .toSorted()
      .join(', '),
    Key: [facts.key?.algorithm, facts.key?.curve || `${facts.key?.size ?? 0} bits`].join(' '),
    Signature: facts.signatureAlgorithm,
    'Key usage': facts.keyUsages.join(', '),
    'Extended key usage': facts.extendedKeyUsages.join(', '),
    'Serial number': facts.serialNumber,
    'Public key': facts.spkiSha256,
  };
}
