import { sign, type KeyObject } from 'node:crypto';
import type { KeyFacts } from '../certificate/facts.js';
import { keyWeakness } from '../certificate/weakness.js';
import { derIdentifier, derNull, derSequence } from '../der/der-writer.js';

interface SignatureAlgorithm {
  readonly oid: string;
  /** Null: the algorithm hashes by itself (RFC 8032). */
  readonly hash: 'sha256' | 'sha384' | 'sha512' | null;
  /** RFC 4055 section 5: RSA has a NULL there, and RFC 5758 and 8410: the others nothing. */
  readonly parameters: Uint8Array;
}

const nothing = new Uint8Array();
const algorithms: Readonly<Record<string, SignatureAlgorithm>> = {
  RSA: { oid: '1.2.840.113549.1.1.11', hash: 'sha256', parameters: derNull },
  'EC P-256': { oid: '1.2.840.10045.4.3.2', hash: 'sha256', parameters: nothing },
  'EC P-384': { oid: '1.2.840.10045.4.3.3', hash: 'sha384', parameters: nothing },
  'EC P-521': { oid: '1.2.840.10045.4.3.4', hash: 'sha512', parameters: nothing },
  Ed25519: { oid: '1.3.101.112', hash: null, parameters: nothing },
  Ed448: { oid: '1.3.101.113', hash: null, parameters: nothing },
};

/** @returns a sentence that says why no request is made with this key, or undefined when one can be */
export function requestKeyProblem(facts: KeyFacts): string | undefined {
  if (algorithmFor(facts) === undefined) {
    const kind = `${facts.algorithm} ${facts.curve}`.trim();
    return `No signing request can be made here with a key of the kind ${kind}.`;
  }
  return keyWeakness(facts);
}

/** @returns AlgorithmIdentifier and signature @throws RangeError for a key that {@link requestKeyProblem} tells of */
export function requestSignature(
  bytes: Uint8Array,
  { key, facts }: { readonly key: KeyObject; readonly facts: KeyFacts },
): { readonly algorithm: Uint8Array; readonly signature: Uint8Array } {
  const algorithm = algorithmFor(facts);
  if (algorithm === undefined) throw new RangeError(`no signatures with ${facts.algorithm} ${facts.curve}`);
  return {
    algorithm: derSequence(derIdentifier(algorithm.oid), algorithm.parameters),
    signature: sign(algorithm.hash, bytes, key),
  };
}

function algorithmFor({ algorithm, curve }: KeyFacts): SignatureAlgorithm | undefined {
  return algorithms[algorithm === 'EC' ? `EC ${curve}` : algorithm];
}
