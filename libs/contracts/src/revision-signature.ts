import { createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { rootFrom } from './node-set.js';
import { materialDigests, revisionStatement, type MaterialDigests, type SignedRevision } from './revision-statement.js';

/** Of the Ed25519 signature; the node's way to the root of its set comes after it. */
export const signatureLength = 64;

/**
 * One Ed25519 signature for all nodes that are to present the same: a change to what ten thousand nodes present would
 * cost a second of signing otherwise.
 * @param nodes the root of their set
 * @param key Ed25519
 * @returns what each node's `signature` begins with
 */
export function signRevision(
  revision: Parameters<typeof revisionStatement>[0],
  digests: MaterialDigests,
  nodes: Uint8Array,
  key: KeyObject,
): Buffer {
  return sign(null, revisionStatement(revision, digests, nodes), key);
}

/**
 * Whether the company's key signed what this certificate says, for this node.
 * @param signingKey SubjectPublicKeyInfo DER: the pinned one, not the one that came along
 */
export function isSignedRevision(
  certificate: SignedRevision & { readonly signature: Uint8Array },
  signingKey: Uint8Array,
): boolean {
  const { nodeId, signature } = certificate;
  if (signature.length < signatureLength) return false;
  const nodes = rootFrom(nodeId, signature.subarray(signatureLength));
  const key = ed25519Key(signingKey);
  if (nodes === undefined || key === undefined) return false;
  const statement = revisionStatement(certificate, materialDigests(certificate), nodes);
  return verify(null, statement, key, signature.subarray(0, signatureLength));
}

function ed25519Key(spki: Uint8Array): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
}
