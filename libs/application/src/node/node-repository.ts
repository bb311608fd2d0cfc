import type { CertificateId, EnvironmentId, NodeId } from '@certkeep/domain';
import type { Page, PageRequest } from '../page.js';
import type { ApiNode } from './node.js';

export interface NodeQuery {
  /** Part of a name, in any case; empty for all. */
  readonly search: string;
  readonly environmentId: EnvironmentId | undefined;
  /** Nodes that have it chosen by hand, or with mTLS on follow it as the primary one. */
  readonly certificateId: CertificateId | undefined;
  readonly page: PageRequest;
}

export interface NodeReader {
  find(id: NodeId): Promise<ApiNode | undefined>;
  /** Those of these that are there, in no order. */
  findMany(ids: readonly NodeId[]): Promise<readonly ApiNode[]>;
  findByName(name: string): Promise<{ readonly id: NodeId; readonly name: string } | undefined>;
  /** By name. */
  list(query: NodeQuery): Promise<Page<ApiNode>>;
  /** Nodes that have this certificate chosen by hand, by name. */
  listChoosing(certificate: CertificateId): Promise<readonly ApiNode[]>;
  countFollowingPrimary(): Promise<number>;
  /** Nodes that follow the primary certificate with mTLS on, by name. */
  listFollowingPrimary(): Promise<readonly ApiNode[]>;
}

export interface NodeSettings {
  readonly name: string;
  readonly environmentId: EnvironmentId | undefined;
  readonly mtlsEnabled: boolean;
  readonly chosenCertificateId: CertificateId | undefined;
}

export interface NodeWriter {
  insert(id: NodeId, settings: NodeSettings): Promise<void>;
  update(id: NodeId, settings: NodeSettings): Promise<void>;
  /** They are to try again what they have reported to have failed, since this revision. */
  askAgain(ids: readonly NodeId[], revision: number): Promise<void>;
  /** Nodes that have the one chosen by hand have the other then. */
  moveChoice(from: CertificateId, to: CertificateId): Promise<void>;
  delete(id: NodeId): Promise<void>;
}
