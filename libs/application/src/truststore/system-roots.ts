import type { CertificateFacts } from '@certkeep/x509';

/** A root of the list that comes with Certkeep, or of the operator's. */
export interface SystemRoot {
  readonly alias: string;
  readonly der: Uint8Array;
  readonly facts: CertificateFacts;
}

/** The roots that environments trust where they have system roots switched on. The same for the life of the process. */
export interface SystemRoots {
  list(): readonly SystemRoot[];
}
