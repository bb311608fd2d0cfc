import type { CertificateFacts } from '../../src/certificate/facts.js';
import type { CertificateTruth } from './index-row.js';

/** The names of those of our facts that another reader has otherwise. */
export function factsThatDiffer(facts: CertificateFacts, truth: CertificateTruth): readonly string[] {
  const names = (kind: string) =>
    facts.subjectAlternativeNames.filter((name) => name.kind === kind).map(({ value }) => value);
  const compared: readonly (readonly [fact: string, ours: unknown, theirs: unknown])[] = [
    ['sha256', facts.sha256, truth.sha256],
    ['sha1', facts.sha1, truth.sha1],
    ['serial number', magnitude(facts.serialNumber), truth.serial_hex?.replace(/^-/, '').toLowerCase()],
    ['version', facts.version, truth.version],
    ['subject', comparableName(facts.subject), truth.subject && comparableName(truth.subject)],
    ['issuer', comparableName(facts.issuer), truth.issuer && comparableName(truth.issuer)],
    ['not before', seconds(facts.notBefore), truth.not_before],
    ['not after', seconds(facts.notAfter), truth.not_after],
    ['key', keyText(facts), hasName(facts) ? truth.key_type?.toLowerCase() : undefined],
    ['public key', facts.spkiSha256, truth.spki_sha256],
    ['CA', facts.basicConstraints?.ca ?? false, truth.is_ca],
    ['DNS names', names('DNS'), truth.san?.dns],
    ['IP addresses', names('IP'), truth.san?.ip],
    ['URIs', names('URI'), truth.san?.uri],
    ['e-mail addresses', names('EMAIL'), truth.san?.email],
    ['number of names', facts.subjectAlternativeNames.length, truth.san?.n],
  ];
  return compared
    .filter(
      ([, ours, theirs]) => theirs !== undefined && theirs !== null && JSON.stringify(ours) !== JSON.stringify(theirs),
    )
    .map(([fact, ours, theirs]) => `${fact}: ${JSON.stringify(ours)} ≠ ${JSON.stringify(theirs)}`);
}

const dottedTypes: Readonly<Record<string, string>> = {
  SN: '2.5.4.4',
  serialNumber: '2.5.4.5',
  street: 'STREET',
  title: '2.5.4.12',
  businessCategory: '2.5.4.15',
  GN: '2.5.4.42',
  organizationIdentifier: '2.5.4.97',
  emailAddress: '1.2.840.113549.1.9.1',
};

/** The other reader has fewer short names (those of RFC 4514 section 3 alone). */
function comparableName(text: string): string {
  return text.replaceAll(
    /(^|[,+])([A-Za-z]+)=/g,
    (_whole, before: string, type: string) => `${before}${dottedTypes[type] ?? type}=`,
  );
}

function seconds(time: Date): string {
  return time.toISOString().replace('.000Z', 'Z');
}

/** The index has the number without its sign; we have its bytes, in two's complement (X.690 section 8.3.3). */
function magnitude(hex: string): string {
  const bits = hex.length * 4;
  const number = BigInt.asIntN(bits, BigInt(`0x${hex}`));
  return (number < 0n ? -number : number).toString(16);
}

/** As the index writes it; its OID for a key that has no name here. */
function keyText({ key: { algorithm, size, curve } }: CertificateFacts): string {
  const curves: Readonly<Record<string, string>> = { 'P-256': 'secp256r1', 'P-384': 'secp384r1', 'P-521': 'secp521r1' };
  switch (algorithm) {
    case 'RSA':
    case 'RSA-PSS':
      return `rsa-${size}`;
    case 'EC':
      return `ec-${curves[curve] ?? curve}`;
    default:
      return algorithm.toLowerCase();
  }
}

function hasName({ key: { algorithm, curve } }: CertificateFacts): boolean {
  return !/^\d+\./.test(algorithm) && !/^$|^\d+\./.test(algorithm === 'EC' ? curve : 'none');
}
