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

/** Encodes what some of a company's nodes are to present, once for each change, under one signature. */
export function encodeNodeAnswers(batch: readonly NodeMaterial[], key: RevisionKey): readonly NodeAnswer[] {
  const prepared = batch.map((one) => ({ certificate: certificateOf(one, key), shared: sharedOf(one.material) }));
  const statements = prepared.map(({ certificate, shared }) => revisionStatement(certificate, shared.digests));
  const signatures = signStatements(statements, key.privateKey);
  return prepared.map(({ certificate, shared }, index) => {
    const signature = signatures[index] ?? Buffer.of();
    const own = NodeCertificate.encode({ ...certificate, signature }).finish();
    const length = lengthPrefix(own.length + shared.bytes.length);
    const { etag } = certificate;
    const unchanged = FetchCertificateResponse.encode({ result: { $case: 'notModified', value: { etag } } });
    return {
      certificate: new Encoded(Buffer.concat([Buffer.of(firstField), length, own, shared.bytes])),
      notModified: new Encoded(Buffer.from(unchanged.finish())),
    };
  });
}

/** All but what `sharedOf` has. */
function certificateOf({ state, presented }: NodeMaterial, key: RevisionKey): NodeCertificate {
  const { maxCacheAge } = presented;
  return {
    revision: BigInt(state.revision),
    etag: state.etag,
    certificateId: presented.certificateId,
    certificateName: presented.certificateName,
    definitionId: presented.definitionId,
    versionNumber: BigInt(presented.versionNumber),
    leaf: Buffer.of(),
    chain: [],
    privateKey: Buffer.of(),
    notBefore: presented.notBefore,
    notAfter: presented.notAfter,
    chosenBy: SelectionReason[presented.chosenBy],
    defaultDefinition: presented.isDefaultDefinition,
    sha256Fingerprint: presented.sha256,
    nodeId: state.id,
    maxCacheAge: maxCacheAge === undefined ? undefined : { seconds: BigInt(maxCacheAge), nanos: 0 },
    signature: Buffer.of(),
    signingKey: Buffer.from(key.publicKey),
    commitTime: state.commitTime,
  };
}

interface Shared {
  readonly digests: MaterialDigests;
  /** The fields of NodeCertificate that are the version's alone: fields may stand in any order. */
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
  const empty = NodeCertificate.decode(Buffer.of());
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
