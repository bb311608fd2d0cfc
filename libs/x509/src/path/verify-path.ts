import type { ParsedCertificate } from '../certificate/facts.js';
import { signatureVerdict } from '../chain/certificate-signature.js';
import { canHaveIssued, isSelfIssued } from '../chain/chain-order.js';
import { pathCertificate, type PathCertificate } from './path-certificate.js';
import {
  certificateProblem,
  intermediateProblem,
  issuerProblem,
  leafProblem,
  namesProblem,
  purposeProblem,
  type Purpose,
} from './path-rules.js';

export interface PathInput {
  readonly leaf: ParsedCertificate;
  /** In any order; those that are not needed are passed over. */
  readonly intermediates: readonly ParsedCertificate[];
  /** Trusted for their names and keys; what else stands in them is not judged but for their constraints. */
  readonly anchors: readonly ParsedCertificate[];
  readonly at: Date;
  readonly purpose: Purpose;
  /** Between leaf and anchor. */
  readonly mostIntermediates?: number;
}

export type PathResult =
  | { readonly kind: 'path'; /** From leaf to anchor. */ readonly path: readonly ParsedCertificate[] }
  | { readonly kind: 'none'; /** For people, about the way that went furthest. */ readonly problem: string };

/** More than any honest path needs; a crafted bag of certificates can't keep anybody busy. */
const mostSteps = 200;
const deepest = 10;

/**
 * Finds a path from a leaf to an anchor, and checks it by RFC 5280 section 6.1: signatures, validity, names,
 * constraints, usages, lengths. Policies and revocation are left out.
 */
export function verifyPath(input: PathInput): PathResult {
  const { leaf, at, purpose } = input;
  try {
    const certificate = pathCertificate(leaf);
    const problem =
      certificateProblem(certificate, at) ?? leafProblem(certificate) ?? purposeProblem(certificate, purpose);
    return problem === undefined ? new PathSearch(input).from(certificate) : none(leaf, problem);
  } catch {
    return none(leaf, 'its extensions can’t be read');
  }
}

function none({ facts }: ParsedCertificate, problem: string): PathResult {
  return { kind: 'none', problem: `${facts.subject === '' ? 'The certificate' : facts.subject}: ${problem}.` };
}

class PathSearch {
  private stepsLeft = mostSteps;
  private problem: PathResult | undefined;

  constructor(private readonly input: PathInput) {}

  from(leaf: PathCertificate): PathResult {
    const path = this.climb([leaf]);
    if (path !== undefined) return { kind: 'path', path: path.map(({ parsed }) => parsed) };
    return this.problem ?? none(leaf.parsed, 'no trusted authority is above it');
  }

  /** Depth first, anchors before others: the shortest way out of each place is tried first. */
  private climb(path: readonly PathCertificate[]): readonly PathCertificate[] | undefined {
    const top = path.at(-1);
    if (top === undefined || path.length > Math.min(deepest, (this.input.mostIntermediates ?? deepest) + 1))
      return undefined;
    for (const [candidates, isAnchor] of [
      [this.input.anchors, true],
      [this.input.intermediates, false],
    ] as const) {
      for (const candidate of candidates) {
        if (!canHaveIssued(candidate, top.parsed) || path.some(({ parsed }) => isSame(parsed, candidate))) continue;
        const found = this.step(path, top, candidate, isAnchor);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  private step(
    path: readonly PathCertificate[],
    top: PathCertificate,
    candidate: ParsedCertificate,
    isAnchor: boolean,
  ): readonly PathCertificate[] | undefined {
    if (this.stepsLeft-- <= 0) {
      this.problem = none(path[0]?.parsed ?? candidate, 'there are too many ways up to try them all');
      return undefined;
    }
    const longer = withIssuer(path, candidate);
    const problem = longer === undefined ? 'its constraints can’t be read' : this.problemOf(longer, top, isAnchor);
    if (longer !== undefined && problem === undefined) return isAnchor ? longer : this.climb(longer);
    this.problem = none(candidate, problem ?? '');
    return undefined;
  }

  private problemOf(path: readonly PathCertificate[], issued: PathCertificate, isAnchor: boolean): string | undefined {
    const issuer = path.at(-1);
    if (issuer === undefined) return undefined;
    const authoritiesBelow = path.slice(1, -1).filter(({ parsed }) => !isSelfIssued(parsed)).length;
    const { at, purpose } = this.input;
    const ofItself = isAnchor
      ? anchorProblem(issuer, at)
      : (certificateProblem(issuer, at) ?? intermediateProblem(issuer) ?? purposeProblem(issuer, purpose));
    return (
      ofItself ??
      (isAnchor && issuer.parsed.facts.version < 3 ? undefined : issuerProblem(issuer, authoritiesBelow)) ??
      constraintsProblem(path, issuer) ??
      (signatureVerdict(issued.parsed, issuer.parsed) === 'SIGNED'
        ? undefined
        : 'its signature is not on what it should have issued')
    );
  }
}

function anchorProblem({ parsed: { facts } }: PathCertificate, at: Date): string | undefined {
  if (at > facts.notAfter) return 'it has expired';
  return facts.key.algorithm === 'EC' && facts.key.curve === '' ? 'its curve has no name' : undefined;
}

/** An issuer's constraints hold for everything below it. */
function constraintsProblem(path: readonly PathCertificate[], { constraints }: PathCertificate): string | undefined {
  if (constraints === undefined) return undefined;
  for (const [index, certificate] of path.slice(0, -1).entries()) {
    const problem = namesProblem(certificate, [constraints], index === 0);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function withIssuer(
  path: readonly PathCertificate[],
  issuer: ParsedCertificate,
): readonly PathCertificate[] | undefined {
  try {
    return [...path, pathCertificate(issuer)];
  } catch {
    return undefined;
  }
}

function isSame(one: ParsedCertificate, other: ParsedCertificate): boolean {
  return one.facts.sha256 === other.facts.sha256;
}
