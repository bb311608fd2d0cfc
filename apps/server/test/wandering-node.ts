import { Code, ConnectError } from '@connectrpc/connect';
import { AcknowledgementStage, RuntimeService } from '@certkeep/contracts/connect';
import type { Running } from './running.js';
import { WatchedNode } from './watched-node.js';

/** A node that connects to one replica and then another, remembers what it was told, and trusts nobody. */
export class WanderingNode {
  /** What it saw that must never be: a revision that went back, or one that meant two things. */
  readonly complaints: string[] = [];
  revision = 0n;
  etag = '';
  private readonly meanings = new Map<bigint, string>();
  private stream: WatchedNode | undefined;
  private reading: Promise<void> = Promise.resolve();

  constructor(private readonly token: string) {}

  /** Hangs up, and goes on with this replica from where it is. */
  async connect(replica: Running): Promise<void> {
    await this.hangUp();
    const runtime = replica.client(RuntimeService, { token: this.token }, 'grpc');
    this.stream = new WatchedNode(runtime, { knownRevision: this.revision, etag: this.etag });
    this.reading = this.read(this.stream);
  }

  async hangUp(): Promise<void> {
    this.stream?.close();
    await this.reading;
  }

  /** Says that it can't apply what it was told last. */
  async fail(replica: Running): Promise<void> {
    if (this.revision === 0n) return;
    const report = { revision: this.revision, stage: AcknowledgementStage.FAILED, failureMessage: 'no' };
    await replica.client(RuntimeService, { token: this.token }, 'grpc').acknowledgeRevision(report);
  }

  private async read(stream: WatchedNode): Promise<void> {
    try {
      for (;;) {
        const told = await stream.next();
        if (told.kind === 'certificate') this.take(told.certificate.revision, told.certificate.etag);
        if (told.kind === 'nothing') this.take(told.nothing.revision, '');
      }
    } catch (error) {
      const { code, message } = ConnectError.from(error);
      if (code !== Code.Canceled) this.complaints.push(message);
    }
  }

  private take(revision: bigint, etag: string): void {
    if (revision < this.revision) this.complaints.push(`revision ${revision} came after ${this.revision}`);
    const meaning = this.meanings.get(revision);
    if (meaning !== undefined && meaning !== etag) this.complaints.push(`revision ${revision} means two things`);
    this.meanings.set(revision, etag);
    this.revision = revision;
    this.etag = etag;
  }
}
