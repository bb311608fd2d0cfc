import type { ParsedCertificate } from './facts.js';

export interface OrderedChain {
  /** From the leaf's issuer upwards. */
  readonly chain: readonly ParsedCertificate[];
  /** In the material, and no issuer above the leaf. */
  readonly strangers: readonly ParsedCertificate[];
}

/** True when `issuer` can have issued `certificate`: by name, and by key identifiers where both have them. */
export function canHaveIssued(issuer: ParsedCertificate, certificate: ParsedCertificate): boolean {
  const wanted = certificate.facts.authorityKeyIdentifier;
  const offered = issuer.facts.subjectKeyIdentifier;
  return issuer.facts.subject === certificate.facts.issuer && (wanted === '' || offered === '' || wanted === offered);
}

export function isSelfIssued({ facts }: ParsedCertificate): boolean {
  return facts.subject === facts.issuer;
}

/** Those that issued none of the others: the leaf is among them. */
export function candidatesForLeaf(certificates: readonly ParsedCertificate[]): readonly ParsedCertificate[] {
  return certificates.filter(
    (candidate) => !certificates.some((other) => other !== candidate && canHaveIssued(candidate, other)),
  );
}

/**
 * Climbs from the leaf, each time to an issuer that is not in the chain yet: one step for each certificate at the most.
 * Of several issuers the one that ends last is taken.
 */
export function orderChain(leaf: ParsedCertificate, others: readonly ParsedCertificate[]): OrderedChain {
  const left = new Set(others);
  const chain: ParsedCertificate[] = [];
  for (let current = leaf; !isSelfIssued(current);) {
    const below = current;
    const [issuer] = [...left]
      .filter((candidate) => canHaveIssued(candidate, below))
      .sort((one, other) => other.facts.notAfter.getTime() - one.facts.notAfter.getTime());
    if (issuer === undefined) break;
    left.delete(issuer);
    chain.push(issuer);
    current = issuer;
  }
  return { chain, strangers: [...left] };
}
