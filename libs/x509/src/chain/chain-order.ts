import type { ParsedCertificate } from '../certificate/facts.js';
import { signatureVerdict, type SignatureVerdict } from './certificate-signature.js';

export interface OrderedChain {
  /** From the leaf's issuer upwards. */
  readonly chain: readonly ParsedCertificate[];
  /** Issuers of the leaf or of its chain that another one was taken for, as cross-signed authorities have them. */
  readonly alternatives: readonly ParsedCertificate[];
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

/** A way from the leaf to some certificate above it. */
interface Climb {
  readonly at: ParsedCertificate;
  readonly below: Climb | undefined;
  readonly steps: number;
  readonly endsAtRoot: boolean;
  /** Until when all of it is valid; what ends after the leaf counts like the leaf. */
  readonly lasts: number;
  /** Steps whose signature couldn't be checked. */
  readonly unsure: number;
}

/** The same, not gone yet: whether it ends at a root takes a signature to tell. */
type Way = Omit<Climb, 'endsAtRoot'>;

/**
 * Climbs from the leaf to every certificate that can be reached, each once by its best way, and takes the best of the
 * ends: the one that lasts longest, then one that ends at a root, then the shortest. Cross-signed authorities have
 * several. The effort grows with the square of the number of certificates, whatever they say about each other.
 */
export function orderChain(leaf: ParsedCertificate, others: readonly ParsedCertificate[]): OrderedChain {
  const issuersOf = issuerFinder(others);
  const reached = new Map<ParsedCertificate, Climb>();
  const waiting: Way[] = [{ at: leaf, below: undefined, steps: 0, lasts: endOf(leaf), unsure: 0 }];
  const ends: Climb[] = [];
  while (waiting.length > 0) {
    waiting.sort(byGoodness);
    const way = waiting.shift();
    if (way === undefined || reached.has(way.at)) continue;
    const climb = { ...way, endsAtRoot: isSelfSigned(way.at) };
    reached.set(climb.at, climb);
    const issuers = climb.endsAtRoot ? [] : issuersOf(climb.at);
    if (issuers.length === 0) ends.push(climb);
    for (const { issuer, verdict } of issuers.filter((found) => !reached.has(found.issuer))) {
      waiting.push({
        at: issuer,
        below: climb,
        steps: climb.steps + 1,
        lasts: Math.min(climb.lasts, endOf(issuer)),
        unsure: climb.unsure + (verdict === 'UNKNOWN' ? 1 : 0),
      });
    }
  }
  const chain = chainOf(bestOf(ends) ?? highestOf([...reached.values()]));
  const taken = new Set(chain);
  return {
    chain,
    alternatives: others.filter((certificate) => reached.has(certificate) && !taken.has(certificate)),
    strangers: others.filter((certificate) => !reached.has(certificate)),
  };
}

function bestOf(ends: readonly Climb[]): Climb | undefined {
  return ends.toSorted(
    (one, other) =>
      one.unsure - other.unsure ||
      other.lasts - one.lasts ||
      Number(other.endsAtRoot) - Number(one.endsAtRoot) ||
      one.steps - other.steps,
  )[0];
}

/** For authorities that have issued each other and none itself: there is no end then. */
function highestOf(climbs: readonly Climb[]): Climb | undefined {
  return climbs.toSorted((one, other) => other.steps - one.steps)[0];
}

function byGoodness(one: Way, other: Way): number {
  return one.unsure - other.unsure || other.lasts - one.lasts || one.steps - other.steps;
}

function chainOf(end: Climb | undefined): readonly ParsedCertificate[] {
  const chain: ParsedCertificate[] = [];
  for (let climb = end; climb?.below !== undefined; climb = climb.below) chain.unshift(climb.at);
  return chain;
}

function endOf({ facts }: ParsedCertificate): number {
  return facts.notAfter.getTime();
}

/** Checks no more signatures than an honest chain needs; past that, names and key identifiers have to do. */
function issuerFinder(certificates: readonly ParsedCertificate[]) {
  const bySubject = Map.groupBy(certificates, ({ facts }) => facts.subject);
  let checksLeft = mostSignatureChecks;
  return (certificate: ParsedCertificate): { issuer: ParsedCertificate; verdict: SignatureVerdict }[] =>
    (bySubject.get(certificate.facts.issuer) ?? [])
      .filter((issuer) => issuer !== certificate && canHaveIssued(issuer, certificate))
      .map((issuer) => ({
        issuer,
        verdict: checksLeft-- > 0 ? signatureVerdict(certificate, issuer) : ('UNKNOWN' as const),
      }))
      .filter(({ verdict }) => verdict !== 'NOT_SIGNED');
}
