import { isHostName } from '@certkeep/domain';
import { extensionName, extensionOid } from '../certificate/extension.js';
import { isSelfIssued } from '../chain/chain-order.js';
import { keyWeakness } from '../certificate/weakness.js';
import { isNameAllowed, type NameConstraints } from './name-constraints.js';
import type { PathCertificate } from './path-certificate.js';

/** What a path is for (RFC 5280 section 4.2.1.12). */
export type Purpose = 'serverAuth' | 'clientAuth';

/** Critical ones that are looked at here; any other one ends the path (RFC 5280 section 4.2). */
const understood: ReadonlySet<string> = new Set([
  extensionOid.basicConstraints,
  extensionOid.keyUsage,
  extensionOid.extKeyUsage,
  extensionOid.subjectAltName,
  extensionOid.issuerAltName,
  extensionOid.nameConstraints,
  extensionOid.certificatePolicies,
]);
/** Never critical (RFC 5280 sections 4.2.1.1, 4.2.1.2, 4.2.2). */
const neverCritical = [
  extensionOid.authorityKeyIdentifier,
  extensionOid.subjectKeyIdentifier,
  extensionOid.authorityInfoAccess,
  extensionOid.subjectInfoAccess,
];
/** Always critical (RFC 5280 sections 4.2.1.10, 4.2.1.11, 4.2.1.14). */
const alwaysCritical = [extensionOid.nameConstraints, extensionOid.policyConstraints, extensionOid.inhibitAnyPolicy];
/** Comparisons of names with constraints: a crafted certificate asks for millions. */
const mostComparisons = 100_000;

/** @returns what is wrong with a certificate wherever it stands below the anchor, or undefined */
export function certificateProblem({ parsed, frame, extensions }: PathCertificate, at: Date): string | undefined {
  const { facts } = parsed;
  if (at < facts.notBefore) return 'it is not valid yet';
  if (at > facts.notAfter) return 'it has expired';
  if (facts.issuer === '') return 'it names no issuer';
  if (facts.version !== 3 && extensions.size > 0) return 'it has extensions, which its version has not';
  if (/^(?:0+|[89a-f].*|(?:..){21,})$/.test(facts.serialNumber)) return 'its serial number is none of RFC 5280';
  if (Buffer.compare(frame.signatureAlgorithm.bytes, frame.signedAlgorithm.bytes) !== 0) {
    return 'it names two signature algorithms';
  }
  if (!extensions.has(extensionOid.authorityKeyIdentifier)) return 'it does not say which key signed it';
  const unreadable = facts.unreadableExtensions[0];
  if (unreadable !== undefined) return `its ${extensionName(unreadable)} can't be read`;
  for (const { oid, isCritical } of extensions.values()) {
    if (isCritical && !understood.has(oid)) return `its critical extension ${extensionName(oid)} is not understood`;
  }
  for (const oid of neverCritical)
    if (extensions.get(oid)?.isCritical === true) return `its ${extensionName(oid)} is critical`;
  for (const oid of alwaysCritical) {
    if (extensions.get(oid)?.isCritical === false) return `its ${extensionName(oid)} is not critical`;
  }
  return keyWeakness(facts.key);
}

/** @returns why it may not issue a certificate with so many authorities below it, or undefined */
export function issuerProblem(issuer: PathCertificate, authoritiesBelow: number): string | undefined {
  const { facts } = issuer.parsed;
  if (facts.basicConstraints?.ca !== true) return 'it is no authority';
  if (facts.keyUsages.length > 0 && !facts.keyUsages.includes('keyCertSign')) return 'it may not sign certificates';
  const { pathLength } = facts.basicConstraints;
  if (pathLength !== undefined && authoritiesBelow > pathLength) return 'it allows no path of this length';
  return undefined;
}

/** @returns why it may not stand between the leaf and the anchor, or undefined */
export function intermediateProblem({ extensions, parsed }: PathCertificate): string | undefined {
  if (extensions.get(extensionOid.basicConstraints)?.isCritical !== true) return 'its basicConstraints is not critical';
  return parsed.facts.subject === '' ? 'it has no name' : undefined;
}

/** @returns why it may not be used for this, or undefined */
export function purposeProblem({ parsed: { facts } }: PathCertificate, purpose: Purpose): string | undefined {
  const { extendedKeyUsages } = facts;
  const allows =
    extendedKeyUsages.length === 0 ||
    extendedKeyUsages.includes(purpose) ||
    extendedKeyUsages.includes('anyExtendedKeyUsage');
  return allows ? undefined : `it is not meant for ${purpose}`;
}

/** @returns why it may not be a leaf, or undefined */
export function leafProblem({ parsed: { facts }, extensions }: PathCertificate): string | undefined {
  const { subjectAlternativeNames, basicConstraints } = facts;
  if (subjectAlternativeNames.length === 0) return 'it has no subjectAltName';
  if (basicConstraints?.ca !== true && extensions.has(extensionOid.nameConstraints))
    return 'it has constraints and is no authority';
  for (const { kind, value } of subjectAlternativeNames) {
    if (kind === 'DNS' && !isHostName(value.replace(/^\*\./, ''))) return 'it has a host name that is none';
    if (kind === 'IP' && value.includes('/')) return 'it has an address that is a range';
    if (kind === 'EMAIL' && !/^[^@]+@[^@]+$/.test(value)) return 'it has a mailbox that is none';
  }
  return undefined;
}

/**
 * Do the names of a certificate keep to the constraints of everyone above it? Self-issued authorities are left out,
 * as they must be (RFC 5280 section 6.1.3).
 * @returns what is wrong, or undefined
 */
export function namesProblem(
  certificate: PathCertificate,
  constraints: readonly NameConstraints[],
  isLeaf: boolean,
): string | undefined {
  if (!isLeaf && isSelfIssued(certificate.parsed)) return undefined;
  const subtrees = constraints.reduce(
    (total, { permitted, excluded }) => total + permitted.length + excluded.length,
    0,
  );
  if (subtrees * certificate.names.length > mostComparisons)
    return 'it has too many names to check against too many constraints';
  const isAllowed = certificate.names.every((name) => constraints.every((each) => isNameAllowed(each, name)));
  return isAllowed ? undefined : 'an authority above it may not issue for one of its names';
}
