import type { NodeCertificate } from './generated/grpc/certkeep/v1/runtime_service.js';
import { sha256 } from './sha256.js';

/** What a node is to present, as far as the signature covers it. */
export type SignedRevision = Pick<
  NodeCertificate,
  'nodeId' | 'revision' | 'commitTime' | 'maxCacheAge' | 'certificateId' | 'etag' | 'leaf' | 'chain' | 'privateKey'
>;

/** SHA-256 of the parts that are large and that many nodes share. */
export interface MaterialDigests {
  readonly leaf: Buffer;
  readonly chain: Buffer;
  readonly privateKey: Buffer;
}

/** Keeps these bytes from being taken for any others that are ever signed with the same key. */
const domain = Buffer.from('certkeep.v1.NodeCertificate', 'utf8');

/** @returns SHA-256 of the leaf, of the chain (each certificate after its length in 4 bytes), and of the private key */
export function materialDigests({
  leaf,
  chain,
  privateKey,
}: Pick<SignedRevision, 'leaf' | 'chain' | 'privateKey'>): MaterialDigests {
  return { leaf: sha256(leaf), chain: sha256(...chain.flatMap(withLength)), privateKey: sha256(privateKey) };
}

/**
 * The statement that is signed: docs/node-client.md, "What is signed". Ten parts, each after its length in 4 bytes.
 * @param nodes the root of the set of nodes that it concerns
 */
export function revisionStatement(
  { revision, commitTime, maxCacheAge, certificateId, etag }: Omit<SignedRevision, 'nodeId' | keyof MaterialDigests>,
  { leaf, chain, privateKey }: MaterialDigests,
  nodes: Uint8Array,
): Buffer {
  const parts = [
    domain,
    nodes,
    number(revision),
    number(BigInt(commitTime?.getTime() ?? 0)),
    number(maxCacheAge?.seconds ?? 0n),
    Buffer.from(certificateId, 'utf8'),
    Buffer.from(etag, 'utf8'),
    leaf,
    chain,
    privateKey,
  ];
  return Buffer.concat(parts.flatMap(withLength));
}

/** 8 bytes, the most significant first. */
function number(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
}

function withLength(bytes: Uint8Array): readonly Uint8Array[] {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return [length, bytes];
}
