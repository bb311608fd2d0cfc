import type { NodeMaterial, OpenedMaterial, RevisionKey } from '@certkeep/application';
import { materialDigests, revisionStatement, signStatements, type MaterialDigests } from '@certkeep/contracts';
import { FetchCertificateResponse, NodeCertificate, SelectionReason } from '@certkeep/contracts/grpc';
import { Encoded } from '../rpc/encoded.js';

/** What a node is answered, in its wire bytes. */
export interface NodeAnswer {
  /** Of FetchCertificateResponse and WatchCertificateResponse alike: both have the certificate in their first field. */
  readonly certificate: Encoded;
  /** Of FetchCertificateResponse. */
  readonly notModified: Encoded;
}

/** Tag of a message's first field when that is a message itself (Protobuf's wire type LEN). */
const firstField = 0x0a;

const empty = NodeCertificate.decode(Buffer.of());

/**
 * Encodes what some of a company's nodes are to present, once for each change, under one signature. Most of it is the
 * same for many nodes and is encoded once for them: fields of a message may stand in any order.
 */
export function encodeNodeAnswers(batch: readonly NodeMaterial[], key: RevisionKey): readonly NodeAnswer[] {
  const known = new Map<string, Common>();
  const prepared = batch.map((one) => {
    const common = known.get(signOf(one)) ?? commonOf(one, key);
    known.set(signOf(one), common);
    return { nodeId: one.state.id, common, shared: sharedOf(one.material) };
  });
  const statements = prepared.map(({ nodeId, common, shared }) =>
    revisionStatement({ ...common.certificate, nodeId }, shared.digests),
  );
  const signatures = signStatements(statements, key.privateKey);
  return prepared.map(({ nodeId, common, shared }, index) => {
    const signature = signatures[index] ?? empty.signature;
    const own = NodeCertificate.encode({ ...empty, nodeId, signature }).finish();
    const length = lengthPrefix(own.length + common.bytes.length + shared.bytes.length);
    return {
      certificate: new Encoded(Buffer.concat([Buffer.of(firstField), length, own, common.bytes, shared.bytes])),
      notModified: common.notModified,
    };
  });
}

/** What nodes have in common that are to present the same, for the same reason, since the same revision. */
interface Common {
  readonly certificate: NodeCertificate;
  readonly bytes: Uint8Array;
  readonly notModified: Encoded;
}

/** The same for those alone that have everything in common. */
function signOf({ state: { revision, etag }, presented }: NodeMaterial): string {
  const { certificateName, chosenBy, isDefaultDefinition } = presented;
  return JSON.stringify([revision, etag, certificateName, chosenBy, isDefaultDefinition]);
}

function commonOf({ state, presented }: NodeMaterial, key: RevisionKey): Common {
  const { maxCacheAge } = presented;
  const { etag } = state;
  const certificate = {
    ...empty,
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
    certificate,
    bytes: NodeCertificate.encode(certificate).finish(),
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
    bytes: NodeCertificate.encode({ ...empty, leaf, chain, privateKey }).finish(),
  };
  kept.set(material, shared);
  return shared;
}

/** A base-128 varint. */
function lengthPrefix(length: number): Buffer {
  const bytes: number[] = [];
  let rest = length;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  return Buffer.of(...bytes, rest);
}
