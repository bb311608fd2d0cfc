import {
  DomainError,
  mostClientCertificates,
  refuseUnfitClientCertificate,
  type ClientCertificateId,
  type NodeId,
} from '@certkeep/domain';
import { keyWeakness, type CertificateFacts, type Inspection } from '@certkeep/x509';
import type { Call } from '../call.js';
import type { MaterialReader } from '../certificate/material-reader.js';
import type { Clock, MakeId } from '../clock.js';
import { notFound } from '../not-found.js';
import type { CompanyTransaction, Store } from '../store.js';
import type { ClientCertificate } from './client-certificate-repository.js';
import { requireNode } from './resolve-node.js';

export interface ClientCertificatePorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly makeId: MakeId;
  readonly materials: Pick<MaterialReader, 'inspect'>;
}

const field = 'material';

/** Certificates with which the node signs in, the newest first. @throws DomainError NOT_FOUND */
export const listClientCertificates =
  ({ store }: Pick<ClientCertificatePorts, 'store'>) =>
  async (call: Call, nodeId: NodeId): Promise<readonly ClientCertificate[]> => {
    const view = store.view(call.caller.company);
    await requireNode(view, nodeId);
    return view.clientCertificates.listOf(nodeId);
  };

export interface AddClientCertificateInput {
  readonly nodeId: NodeId;
  /** PEM or DER. */
  readonly material: Uint8Array;
}

/**
 * The node can sign in with the certificate from now on.
 * @throws DomainError NOT_FOUND, DUPLICATE_MATERIAL, CERTIFICATE_EXPIRED, WEAK_KEY, FIELD_INVALID, LIMIT_EXCEEDED, and the
 * intake's reasons
 */
export const addClientCertificate =
  ({ store, clock, makeId, materials }: ClientCertificatePorts) =>
  async (call: Call, { nodeId, material }: AddClientCertificateInput): Promise<ClientCertificate> => {
    await requireNode(store.view(call.caller.company), nodeId);
    const { sha256, subject, notAfter } = await readClientCertificate(materials, material, clock.now());
    const id = makeId() as ClientCertificateId;
    return store.change(call, async (transaction) => {
      const { clientCertificates, audit } = transaction;
      const { name } = await requireNode(transaction, nodeId);
      await refuseKnown(transaction, { nodeId, sha256 });
      if ((await clientCertificates.listOf(nodeId)).length >= mostClientCertificates) throw tooMany(name);
      if (!(await clientCertificates.insert({ id, nodeId, sha256, subject, notAfter }))) {
        throw known('A node of another company signs in with this certificate. Make one for this node.', sha256);
      }
      const details = { client_certificate: id, sha256 };
      await audit.record('node.client_certificate.add', { type: 'node', id: nodeId, name }, details);
      return requireClientCertificate(transaction, id);
    });
  };

/** The certificate stops working at once, and streams that were opened with it end. @throws DomainError NOT_FOUND */
export const removeClientCertificate =
  ({ store }: Pick<ClientCertificatePorts, 'store'>) =>
  (call: Call, id: ClientCertificateId): Promise<void> =>
    store.change(call, async (transaction) => {
      const { clientCertificates, changes, audit } = transaction;
      const { nodeId, sha256 } = await requireClientCertificate(transaction, id);
      const { name } = await requireNode(transaction, nodeId);
      await clientCertificates.delete(id);
      await changes.append({ kind: 'credential', recordId: id });
      const details = { client_certificate: id, sha256 };
      await audit.record('node.client_certificate.remove', { type: 'node', id: nodeId, name }, details);
    });

async function readClientCertificate(
  materials: ClientCertificatePorts['materials'],
  material: Uint8Array,
  now: Date,
): Promise<CertificateFacts> {
  if (Buffer.from(material).includes('PRIVATE KEY-----')) throw withKey();
  const read = await materials.inspect({ kind: 'files', files: [{ name: 'the certificate', content: material }] });
  if (read.privateKey !== undefined) throw withKey();
  if (read.warnings.some(({ code }) => code === 'STRANGER_IN_CHAIN')) throw severalCertificates();
  const { facts } = read.leaf;
  refuseUnfitClientCertificate(traitsOf(read), { now, field });
  const weakness = keyWeakness(facts.key);
  if (weakness !== undefined) {
    throw new DomainError('WEAK_KEY', `${weakness} Make the node a certificate with a stronger key.`, { field });
  }
  return facts;
}

function traitsOf({ leaf: { facts } }: Inspection) {
  const { notBefore, notAfter, basicConstraints, extendedKeyUsages } = facts;
  return { notBefore, notAfter, isCa: basicConstraints?.ca === true, extendedKeyUsages };
}

async function refuseKnown(
  { clientCertificates, nodes }: CompanyTransaction,
  { nodeId, sha256 }: Pick<ClientCertificate, 'nodeId' | 'sha256'>,
): Promise<void> {
  const existing = await clientCertificates.findByFingerprint(sha256);
  if (existing === undefined) return;
  if (existing.nodeId === nodeId) throw known('This node signs in with this certificate already.', sha256);
  const holder = await nodes.find(existing.nodeId);
  throw known(
    `“${holder?.name ?? existing.nodeId}” signs in with this certificate, and it can be one node’s alone. Make another for this node, or remove it there.`,
    sha256,
  );
}

async function requireClientCertificate(
  { clientCertificates }: Pick<CompanyTransaction, 'clientCertificates'>,
  id: ClientCertificateId,
): Promise<ClientCertificate> {
  const certificate = await clientCertificates.find(id);
  if (certificate === undefined) throw notFound('client_certificate', id);
  return certificate;
}

function known(message: string, sha256: string): DomainError {
  return new DomainError('DUPLICATE_MATERIAL', message, { field, metadata: { sha256_fingerprint: sha256 } });
}

function tooMany(node: string): DomainError {
  const limit = String(mostClientCertificates);
  return new DomainError(
    'LIMIT_EXCEEDED',
    `“${node}” has ${limit} client certificates. Remove one that it no longer uses.`,
    {
      field,
      metadata: { limit },
    },
  );
}

function withKey(): DomainError {
  return new DomainError(
    'FIELD_INVALID',
    'A private key came with the certificate. It stays with the node alone: add the certificate without it.',
    { field },
  );
}

function severalCertificates(): DomainError {
  return new DomainError(
    'FIELD_INVALID',
    'These certificates don’t belong together. Add the node’s own, with nothing but its issuers.',
    { field },
  );
}
