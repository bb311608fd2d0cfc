import type { NodeMaterial, OpenedMaterial, RevisionKey } from '@certkeep/application';
import {
  commonStatement,
  materialDigests,
  signStatements,
  statementFor,
  type MaterialDigests,
} from '@certkeep/contracts';
import { FetchCertificateResponse, NodeCertificate, SelectionReason } from '@certkeep/contracts/grpc';
import { Encoded } from '../rpc/encoded.js';

/** What a node is answered, in its wire bytes. */
export interface NodeAnswer {
  /** Of FetchCertificateResponse and WatchCertificateResponse alike: both have the certificate in their first field. */
  readonly certificate: Encoded;
  /** Of FetchCertificateResponse. */
  readonly notModified: Encoded;
}

/** Tags of fields whose length comes first (Protobuf's wire type LEN): the response's `certificate`, which has these two. */
const certificateTag = lengthDelimited(1);
const nodeIdTag = lengthDelimited(15);
const signatureTag = lengthDelimited(17);

const nothing = NodeCertificate.decode(Buffer.of());

/**
 * Encodes what some of a company's nodes are to present, once for each change, under one signature. Most of it is the
 * same for many nodes and is encoded once for them: fields of a message may stand in any order.
 */
export function encodeNodeAnswers(batch: readonly NodeMaterial[], key: RevisionKey): readonly NodeAnswer[] {
  const known = new Map<string, Common>();
  const prepared = batch.map((one) => {
    const sign = signOf(one);
    const common = known.get(sign) ?? commonOf(one, key);
    known.set(sign, common);
    return { nodeId: one.state.id, common };
  });
  const statements = prepared.map(({ nodeId, common }) => statementFor(nodeId, common.statement));
  const signatures = signStatements(statements, key.privateKey);
  return prepared.map(({ nodeId, common: { bytes, notModified } }, index) => {
    const own = ownFields(Buffer.from(nodeId, 'utf8'), signatures[index] ?? nothing.signature);
    const length = own.reduce((sum, part) => sum + part.length, bytes.length);
    return {
      certificate: new Encoded(Buffer.concat([certificateTag, varint(length), ...own, bytes])),
      notModified,
    };
  });
}

/** Of NodeCertificate: what each node has for itself. */
function ownFields(nodeId: Buffer, signature: Buffer): readonly Buffer[] {
  return [nodeIdTag, varint(nodeId.length), nodeId, signatureTag, varint(signature.length), signature];
}

/** What nodes have in common that are to present the same, for the same reason, since the same revision. */
interface Common {
  readonly statement: Buffer;
  /** Of NodeCertificate, all but each node's own. */
  readonly bytes: Buffer;
  readonly notModified: Encoded;
}

/** The same for those alone that have everything in common. */
function signOf({ state: { revision, etag }, presented }: NodeMaterial): string {
  const { certificateName, chosenBy, isDefaultDefinition } = presented;
  return JSON.stringify([revision, etag, certificateName, chosenBy, isDefaultDefinition]);
}

function commonOf({ state, presented, material }: NodeMaterial, key: RevisionKey): Common {
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
    statement: commonStatement(certificate, shared.digests),
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

function lengthDelimited(field: number): Buffer {
  return varint((field << 3) | 2);
}

/** In base 128. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  return Buffer.of(...bytes, rest);
}
