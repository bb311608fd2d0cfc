import type { CertificateId, EnvironmentId, NodeId } from '@certkeep/domain';

/** A runtime that calls APIs and presents a client certificate there. */
export interface ApiNode {
  readonly id: NodeId;
  readonly name: string;
  readonly environmentId: EnvironmentId | undefined;
  readonly mtlsEnabled: boolean;
  /** Chosen by hand; a node without a choice follows the company's primary certificate. */
  readonly chosenCertificateId: CertificateId | undefined;
  /** Since when it is to try again what it reported to have failed; 0: it was never asked to. */
  readonly retryRevision: number;
  readonly version: number;
  readonly createTime: Date;
  readonly updateTime: Date;
}
