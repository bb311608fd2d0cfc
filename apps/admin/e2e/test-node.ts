import { createClient, type Client } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-web';
import { AcknowledgementStage, RuntimeService, type NodeCertificate } from '@certkeep/contracts/connect';

/** An API node that watches, and reports when the test says so. */
export class TestNode {
  private readonly end = new AbortController();
  private readonly runtime: Client<typeof RuntimeService>;
  private readonly certificates: AsyncIterator<NodeCertificate, void>;

  constructor(url: string, token: string) {
    this.runtime = createClient(
      RuntimeService,
      createConnectTransport({
        baseUrl: url,
        interceptors: [
          (next) => (request) => {
            request.header.set('authorization', `Bearer ${token}`);
            return next(request);
          },
        ],
      }),
    );
    this.certificates = this.watch();
  }

  /** The next one that is pushed. */
  async certificate(): Promise<NodeCertificate> {
    const next = await this.certificates.next();
    if (next.done === true) throw new Error('The stream has ended.');
    return next.value;
  }

  async acknowledge(
    { revision, sha256Fingerprint }: NodeCertificate,
    stage: Exclude<keyof typeof AcknowledgementStage, 'UNSPECIFIED'>,
    failureMessage = '',
  ): Promise<void> {
    await this.runtime.acknowledgeRevision({
      revision,
      stage: AcknowledgementStage[stage],
      sha256Fingerprint,
      failureMessage,
      client: 'test-node/1.0',
    });
  }

  close(): void {
    this.end.abort();
  }

  private async *watch(): AsyncGenerator<NodeCertificate, void> {
    for await (const { event } of this.runtime.watchCertificate({}, { signal: this.end.signal })) {
      if (event.case === 'certificate') yield event.value;
    }
  }
}
