import type { Client } from '@connectrpc/connect';
import type { RuntimeService } from '@certkeep/contracts/connect';
import { type NodeCertificate, type NoCertificate } from '@certkeep/contracts/connect';

export type Told =
  | { readonly kind: 'certificate'; readonly certificate: NodeCertificate }
  | { readonly kind: 'nothing'; readonly nothing: NoCertificate }
  | { readonly kind: 'heartbeat'; readonly revision: bigint };

/** A node's stream, read message by message. */
export class WatchedNode {
  private readonly end = new AbortController();
  private readonly messages: AsyncIterator<Told, void>;

  constructor(
    runtime: Client<typeof RuntimeService>,
    known: { readonly knownRevision?: bigint; readonly etag?: string } = {},
  ) {
    this.messages = told(runtime.watchCertificate(known, { signal: this.end.signal }))[Symbol.asyncIterator]();
  }

  /** The next message of whatever kind. @throws the call's error */
  async next(): Promise<Told> {
    const result = await this.messages.next();
    if (result.done === true) throw new Error('the stream ended without a status');
    return result.value;
  }

  /** The next message that is no sign of life. */
  async news(): Promise<Told> {
    for (;;) {
      const next = await this.next();
      if (next.kind !== 'heartbeat') return next;
    }
  }

  /** The next certificate. */
  async certificate(): Promise<NodeCertificate> {
    const news = await this.news();
    if (news.kind !== 'certificate') throw new Error(`${news.kind} came instead of a certificate`);
    return news.certificate;
  }

  /** Hangs up. */
  close(): void {
    this.end.abort();
  }
}

async function* told(
  messages: ReturnType<Client<typeof RuntimeService>['watchCertificate']>,
): AsyncGenerator<Told, void> {
  for await (const { event } of messages) {
    switch (event.case) {
      case 'certificate':
        yield { kind: 'certificate', certificate: event.value };
        break;
      case 'noCertificate':
        yield { kind: 'nothing', nothing: event.value };
        break;
      case 'heartbeat':
        yield { kind: 'heartbeat', revision: event.value.revision };
        break;
      case undefined:
        throw new Error('a message without an event came');
    }
  }
}
