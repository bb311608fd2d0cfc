import { signatureVerdict } from './certificate-signature.js';
import type { ParsedCertificate } from '../certificate/facts.js';

export interface OrderedChain {
  /** From the leaf's issuer upwards. */
  readonly chain: readonly ParsedCertificate[];
  /** In the material, and no issuer above the leaf. */
  readonly strangers: readonly ParsedCertificate[];
}

/**
 * True when `issuer` can have issued `certificate`: by name, and by key identifiers where both have them.
 * Whether it did, its signature tells.
 */
export function canHaveIssued(issuer: ParsedCertificate, certificate: ParsedCertificate): boolean {
  const wanted = certificate.facts.authorityKeyIdentifier;
  const offered = issuer.facts.subjectKeyIdentifier;
  return issuer.facts.subject === certificate.facts.issuer && (wanted === '' || offered === '' || wanted === offered);
}

export function isSelfIssued({ facts }: ParsedCertificate): boolean {
  return facts.subject === facts.issuer;
}

/** Self-issued with its own key. A CA that changes its key issues itself certificates that are not (RFC 5280 section 3.2). */
export function isSelfSigned(certificate: ParsedCertificate): boolean {
  return canHaveIssued(certificate, certificate) && signatureVerdict(certificate, certificate) !== 'NOT_SIGNED';
}

/** Those that issued none of the others: the leaf is among them. */
export function candidatesForLeaf(certificates: readonly ParsedCertificate[]): readonly ParsedCertificate[] {
  return certificates.filter(
    (candidate) => !certificates.some((other) => other !== candidate && canHaveIssued(candidate, other)),
  );
}

/** More than any honest chain needs; a crafted one can't make signatures be checked all day. */
const mostSignatureChecks = 256;

/**
 * Climbs from the leaf, each time to an issuer that is not in the chain yet: one step for each certificate at the most.
 * Of several issuers the one that ends last is taken. Where a signature can't be checked, names and key identifiers
 * have to do, but an issuer whose signature is there goes first.
 */
export function orderChain(leaf: ParsedCertificate, others: readonly ParsedCertificate[]): OrderedChain {
  const left = new Set([...others].sort((one, other) => other.facts.notAfter.getTime() - one.facts.notAfter.getTime()));
  const chain: ParsedCertificate[] = [];
  let checksLeft = mostSignatureChecks;
  const issuerOf = (certificate: ParsedCertificate): ParsedCertificate | undefined => {
    let likely: ParsedCertificate | undefined;
    for (const candidate of left) {
      if (!canHaveIssued(candidate, certificate)) continue;
      const verdict = checksLeft-- > 0 ? signatureVerdict(certificate, candidate) : 'UNKNOWN';
      if (verdict === 'SIGNED') return candidate;
      if (verdict === 'UNKNOWN') likely ??= candidate;
    }
    return likely;
  };
  for (let current = leaf; !isSelfSigned(current);) {
    const issuer = issuerOf(current);
    if (issuer === undefined) break;
    left.delete(issuer);
    chain.push(issuer);
    current = issuer;
  }
  return { chain, strangers: [...left] };
}
