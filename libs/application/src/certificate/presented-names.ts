import type { PresentedNames } from '@certkeep/domain';
import type { CertificateFacts } from '@certkeep/x509';

/** Of a certificate's SANs those that a host can be covered by. */
export function presentedNames({
  subjectAlternativeNames,
}: Pick<CertificateFacts, 'subjectAlternativeNames'>): PresentedNames {
  const ofKind = (wanted: 'DNS' | 'IP') =>
    subjectAlternativeNames.filter(({ kind }) => kind === wanted).map(({ value }) => value);
  return { dns: ofKind('DNS'), ip: ofKind('IP') };
}
