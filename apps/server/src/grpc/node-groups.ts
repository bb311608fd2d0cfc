import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { nodeSet, signatureLength } from '@certkeep/contracts';

/** Nodes that are answered together, under one signature. */
export interface NodeGroup {
  /** Of their set. */
  readonly root: Buffer;
  /** In their order. */
  readonly own: readonly OwnFields[];
}

/** Of NodeCertificate, in wire bytes: what a node has for itself, `node_id` and `signature`. */
export interface OwnFields {
  readonly bytes: Buffer;
  /** Where the Ed25519 signature belongs; it is all zeros here. */
  readonly signatureAt: number;
}

/** Numbers of NodeCertificate's fields. */
const nodeIdField = 15;
const signatureField = 17;
const noSignature = Buffer.alloc(signatureLength);
/** Groups at hand at the most: enough for thirty thousand nodes that watch, in 16 MB. */
const mostKept = 128;

/** Nodes that watch are told of one change after the other in the same groups: these are prepared once. */
export class NodeGroups {
  /** By their first node, the one that was asked for longest ago first. */
  private readonly kept = new Map<string, { readonly nodeIds: readonly string[]; readonly group: NodeGroup }>();

  /** @throws TypeError for no node */
  of(nodeIds: readonly string[]): NodeGroup {
    const [first] = nodeIds;
    if (first === undefined || nodeIds.length === 1) return groupOf(nodeIds);
    const found = this.kept.get(first);
    this.kept.delete(first);
    const kept = found !== undefined && areSame(found.nodeIds, nodeIds) ? found : { nodeIds, group: groupOf(nodeIds) };
    this.kept.set(first, kept);
    const [oldest] = this.kept.keys();
    if (this.kept.size > mostKept && oldest !== undefined) this.kept.delete(oldest);
    return kept.group;
  }
}

function groupOf(nodeIds: readonly string[]): NodeGroup {
  const { root, nodes } = nodeSet(nodeIds);
  return {
    root,
    own: nodes.map(({ nodeId, path }) => {
      const before = new BinaryWriter()
        .tag(nodeIdField, WireType.LengthDelimited)
        .string(nodeId)
        .tag(signatureField, WireType.LengthDelimited)
        .uint32(signatureLength + path.length)
        .finish();
      return { bytes: Buffer.concat([before, noSignature, path]), signatureAt: before.length };
    }),
  };
}

function areSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((id, index) => id === other[index]);
}
