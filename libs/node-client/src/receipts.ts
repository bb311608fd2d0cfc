import type { NodeCertificate } from '@certkeep/contracts/runtime';
import type { TLSSocket } from 'node:tls';
import { presentedIn } from './handshake.js';
import type { Material } from './material.js';
import type { Report, Reporter } from './reporter.js';

/** Which stages of a certificate's way are told to Certkeep, and when. */
export class Receipts {
  /** The newest revision that a handshake has presented. */
  #used = 0;
  #closed = false;

  constructor(
    private readonly reporter: Reporter,
    private readonly acknowledge: 'automatic' | 'by-caller',
  ) {}

  delivered({ revision, fingerprint }: Material): void {
    this.report({ stage: 'DELIVERED', revision, fingerprint });
  }

  loaded({ revision, fingerprint }: Material): void {
    if (this.acknowledge === 'automatic') this.report({ stage: 'LOADED', revision, fingerprint });
  }

  failed({ revision, sha256Fingerprint }: NodeCertificate, message: string): void {
    this.report({ stage: 'FAILED', revision: Number(revision), fingerprint: sha256Fingerprint, message });
  }

  connected(socket: TLSSocket, material: Material): void {
    const { revision, fingerprint } = material;
    if (revision <= this.#used || !presentedIn(socket, material)) return;
    this.#used = revision;
    this.report({ stage: 'USED', revision, fingerprint });
  }

  report(report: Report): void {
    if (!this.#closed) this.reporter.report(report);
  }

  /** Takes no more; what was taken is sent. */
  close(): void {
    this.#closed = true;
  }
}
