import { createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { materialDigests, revisionStatement, type SignedRevision } from './revision-statement.js';
import { sha256 } from './sha256.js';

/**
 * One Ed25519 signature for many statements: a change to what ten thousand nodes present would cost a second of signing
 * otherwise. The statements are the leaves of a Merkle tree (RFC 6962 section 2.1), its root is signed, and each
 * statement gets the signature with the hashes that lead from it to the root.
 */
const rootDomain = Buffer.from('certkeep.v1.NodeCertificate/root', 'utf8');
const signatureLength = 64;
const hashLength = 32;
const stepLength = 1 + hashLength;
const leafPrefix = Buffer.of(0);
const joinPrefix = Buffer.of(1);
/** More than any tree has: 2^32 statements. */
const mostSteps = 32;
/** On which side of the hash so far the step's hash stands. */
const side = { left: 0, right: 1 } as const;
const leftSide = Buffer.of(side.left);
const rightSide = Buffer.of(side.right);

/** @param key Ed25519 @returns a signature for each statement, in their order */
export function signStatements(statements: readonly Uint8Array[], key: KeyObject): readonly Buffer[] {
  const levels = [statements.map(leafHash)];
  for (let level = levels[0] ?? []; level.length > 1; levels.push(level)) level = levelAbove(level);
  const [root] = levels.at(-1) ?? [];
  if (root === undefined) return [];
  const signature = sign(null, rootMessage(root), key);
  return statements.map((_, index) => Buffer.concat([signature, ...pathOf(index, levels)]));
}

/** A hash without another beside it goes up as it is. */
function levelAbove(level: readonly Buffer[]): Buffer[] {
  const above: Buffer[] = [];
  for (let at = 0; at < level.length; at += 2) {
    const [left, right] = [level[at], level[at + 1]];
    if (left !== undefined) above.push(right === undefined ? left : joined(left, right));
  }
  return above;
}

/** From the statement to the root: each hash that is joined on the way, after the side on which it stands. */
function pathOf(index: number, levels: readonly (readonly Buffer[])[]): readonly Buffer[] {
  const path: Buffer[] = [];
  let at = index;
  for (const level of levels) {
    const isRight = at % 2 === 1;
    const beside = level[isRight ? at - 1 : at + 1];
    if (beside !== undefined) path.push(isRight ? leftSide : rightSide, beside);
    at >>>= 1;
  }
  return path;
}

/**
 * Whether the company's key signed what this certificate says.
 * @param signingKey SubjectPublicKeyInfo DER: the pinned one, not the one that came along
 */
export function isSignedRevision(
  certificate: SignedRevision & { readonly signature: Uint8Array },
  signingKey: Uint8Array,
): boolean {
  const statement = revisionStatement(certificate, materialDigests(certificate));
  const { signature } = certificate;
  const path = signature.subarray(signatureLength);
  if (signature.length < signatureLength || path.length % stepLength !== 0) return false;
  if (path.length > mostSteps * stepLength) return false;
  let reached = leafHash(statement);
  for (let at = 0; at < path.length; at += stepLength) {
    const sibling = path.subarray(at + 1, at + stepLength);
    if (path[at] === side.left) reached = joined(sibling, reached);
    else if (path[at] === side.right) reached = joined(reached, sibling);
    else return false;
  }
  const key = ed25519Key(signingKey);
  return key !== undefined && verify(null, rootMessage(reached), key, signature.subarray(0, signatureLength));
}

function ed25519Key(spki: Uint8Array): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
}

function rootMessage(root: Uint8Array): Buffer {
  return Buffer.concat([rootDomain, root]);
}

function leafHash(statement: Uint8Array): Buffer {
  return sha256(leafPrefix, statement);
}

function joined(left: Uint8Array, right: Uint8Array): Buffer {
  return sha256(joinPrefix, left, right);
}
