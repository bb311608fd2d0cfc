import type { ClientCertificateId, NodeId } from '@certkeep/domain';

/** A certificate with which a node signs in to Certkeep. */
export interface ClientCertificate {
  readonly id: ClientCertificateId;
  readonly nodeId: NodeId;
  /** Lower-case hex of its DER’s digest: what it is known by. */
  readonly sha256: string;
  /** RFC 4514 text. */
  readonly subject: string;
  /** The last second in which it works. */
  readonly notAfter: Date;
  readonly createTime: Date;
}

export interface ClientCertificateReader {
  find(id: ClientCertificateId): Promise<ClientCertificate | undefined>;
  /** The company's own alone. */
  findByFingerprint(sha256: string): Promise<ClientCertificate | undefined>;
  /** The newest first. */
  listOf(node: NodeId): Promise<readonly ClientCertificate[]>;
}

export interface ClientCertificateWriter {
  /** @returns false, and nothing stored, when the certificate is known already, in whatever company */
  insert(certificate: Omit<ClientCertificate, 'createTime'>): Promise<boolean>;
  delete(id: ClientCertificateId): Promise<void>;
  deleteAllOf(node: NodeId): Promise<void>;
}
