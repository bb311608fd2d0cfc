import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { EncodeAnswers, NodeMaterial, OpenedMaterial, RevisionKey } from '@certkeep/application';
import { materialDigests, signRevision, type MaterialDigests } from '@certkeep/contracts';
import { FetchCertificateResponse, NodeCertificate, SelectionReason } from '@certkeep/contracts/grpc';
import { Encoded } from '../rpc/encoded.js';
import { NodeGroups, type OwnFields } from './node-groups.js';

/** What a node is answered, in its wire bytes. */
export interface NodeAnswer {
  /** Of FetchCertificateResponse and WatchCertificateResponse alike: both have the certificate in their first field. */
  readonly certificate: Encoded;
  /** Of FetchCertificateResponse. */
  readonly notModified: Encoded;
}

/** The number of the response's field `certificate`. */
const certificateField = 1;

const nothing = NodeCertificate.decode(Buffer.of());

/**
 * Encodes what some of a company's nodes are to present, once for each change, under one signature for all that present
 * the same. Most of it is the same for many nodes and is encoded once for them: fields of a message may stand in any order.
 */
export function nodeAnswerEncoder(): EncodeAnswers<NodeAnswer> {
  const groups = new NodeGroups();
  return (batch, key) => {
    const answers = new Map<NodeMaterial, NodeAnswer>();
    for (const together of Map.groupBy(batch, signOf).values()) {
      const { root, own } = groups.of(together.map(({ state }) => state.id));
      let common: Common | undefined;
      for (const [index, one] of together.entries()) {
        common ??= commonOf(one, root, key);
        answers.set(one, answerOf(required(own[index]), common));
      }
    }
    return batch.map((one) => required(answers.get(one)));
  };
}

/** A gap would give one node what belongs to the next. */
function required<Part>(part: Part | undefined): Part {
  if (part === undefined) throw new TypeError('a node of the group has no answer');
  return part;
}

function answerOf({ bytes: own, signatureAt }: OwnFields, { signature, bytes, notModified }: Common): NodeAnswer {
  const length = own.length + bytes.length;
  const head = new BinaryWriter().tag(certificateField, WireType.LengthDelimited).uint32(length).finish();
  const certificate = Buffer.allocUnsafe(head.length + length);
  certificate.set(head);
  own.copy(certificate, head.length);
  signature.copy(certificate, head.length + signatureAt);
  bytes.copy(certificate, head.length + own.length);
  return { certificate: new Encoded(certificate), notModified };
}

/** What nodes have in common that are to present the same, for the same reason, since the same revision. */
interface Common {
  readonly signature: Buffer;
  /** Of NodeCertificate, all but each node's own. */
  readonly bytes: Buffer;
  readonly notModified: Encoded;
}

/** The same for those alone that have everything in common. */
function signOf({ state: { revision, etag }, presented }: NodeMaterial): string {
  const { certificateName, chosenBy, isDefaultDefinition } = presented;
  return JSON.stringify([revision, etag, certificateName, chosenBy, isDefaultDefinition]);
}

function commonOf({ state, presented, material }: NodeMaterial, root: Buffer, key: RevisionKey): Common {
  const { maxCacheAge } = presented;
  const { etag } = state;
  const shared = sharedOf(material);
  const certificate = {
    ...nothing,
    revision: BigInt(state.revision),
    etag,
    certificateId: presented.certificateId,
    certificateName: presented.certificateName,
    definitionId: presented.definitionId,
    versionNumber: BigInt(presented.versionNumber),
    notBefore: presented.notBefore,
    notAfter: presented.notAfter,
    chosenBy: SelectionReason[presented.chosenBy],
    defaultDefinition: presented.isDefaultDefinition,
    sha256Fingerprint: presented.sha256,
    maxCacheAge: maxCacheAge === undefined ? undefined : { seconds: BigInt(maxCacheAge), nanos: 0 },
    signingKey: Buffer.from(key.publicKey),
    commitTime: state.commitTime,
  };
  const unchanged = FetchCertificateResponse.encode({ result: { $case: 'notModified', value: { etag } } });
  return {
    signature: signRevision(certificate, shared.digests, root, key.privateKey),
    bytes: Buffer.concat([NodeCertificate.encode(certificate).finish(), shared.bytes]),
    notModified: new Encoded(Buffer.from(unchanged.finish())),
  };
}

interface Shared {
  readonly digests: MaterialDigests;
  /** The fields of NodeCertificate that are the version's alone. */
  readonly bytes: Uint8Array;
}

const kept = new WeakMap<OpenedMaterial, Shared>();

/** Made once for all nodes that present the same version. */
function sharedOf(material: OpenedMaterial): Shared {
  const found = kept.get(material);
  if (found !== undefined) return found;
  const leaf = Buffer.from(material.leaf);
  const chain = material.chain.map((der) => Buffer.from(der));
  const privateKey = Buffer.from(material.privateKey);
  const shared = {
    digests: materialDigests({ leaf, chain, privateKey }),
    bytes: NodeCertificate.encode({ ...nothing, leaf, chain, privateKey }).finish(),
  };
  kept.set(material, shared);
  return shared;
}
