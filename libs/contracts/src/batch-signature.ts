import { createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { materialDigests, revisionStatement, type SignedRevision } from './revision-statement.js';

/**
 * One Ed25519 signature for many statements: a change to what ten thousand nodes present would cost a second of signing
 * otherwise. The statements are the leaves of a Merkle tree (RFC 6962 section 2.1), its root is signed, and each
 * statement gets the signature with the hashes that lead from it to the root.
 */
const rootDomain = Buffer.from('certkeep.v1.NodeCertificate/root', 'utf8');
const signatureLength = 64;
const hashLength = 32;
const stepLength = 1 + hashLength;
/** More than any tree has: 2^32 statements. */
const mostSteps = 32;
/** On which side of the hash so far the step's hash stands. */
const side = { left: 0, right: 1 } as const;

/** @param key Ed25519 @returns a signature for each statement, in their order */
export function signStatements(statements: readonly Uint8Array[], key: KeyObject): readonly Buffer[] {
  const steps = statements.map((): Buffer[] => []);
  let level = statements.map((statement, index) => ({ hash: leafHash(statement), below: [index] }));
  while (level.length > 1) {
    const next: typeof level = [];
    for (let at = 0; at < level.length; at += 2) {
      const [left, right] = [level[at], level[at + 1]];
      if (left === undefined) continue;
      if (right === undefined) {
        next.push(left);
        continue;
      }
      for (const index of left.below) steps[index]?.push(Buffer.of(side.right), right.hash);
      for (const index of right.below) steps[index]?.push(Buffer.of(side.left), left.hash);
      next.push({ hash: joined(left.hash, right.hash), below: [...left.below, ...right.below] });
    }
    level = next;
  }
  const [root] = level;
  if (root === undefined) return [];
  const signature = sign(null, rootMessage(root.hash), key);
  return steps.map((path) => Buffer.concat([signature, ...path]));
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
  let hash = leafHash(statement);
  for (let at = 0; at < path.length; at += stepLength) {
    const sibling = path.subarray(at + 1, at + stepLength);
    if (path[at] === side.left) hash = joined(sibling, hash);
    else if (path[at] === side.right) hash = joined(hash, sibling);
    else return false;
  }
  const key = ed25519Key(signingKey);
  return key !== undefined && verify(null, rootMessage(hash), key, signature.subarray(0, signatureLength));
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
  return createHash('sha256').update(Buffer.of(0)).update(statement).digest();
}

function joined(left: Uint8Array, right: Uint8Array): Buffer {
  return createHash('sha256').update(Buffer.of(1)).update(left).update(right).digest();
}
