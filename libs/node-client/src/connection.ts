import {
  Client,
  credentials,
  Metadata,
  type ChannelCredentials,
  type ClientReadableStream,
  type MethodDefinition,
  type ServiceError,
} from '@grpc/grpc-js';
import { type AcknowledgeRevisionRequest, RuntimeServiceService as Runtime } from '@certkeep/contracts/runtime';
import type { Endpoint } from './endpoint.js';

/** TLS to Certkeep itself. All are PEM. */
export interface CertkeepTls {
  /** Who may have issued Certkeep's certificate. Default: Node's own list. */
  readonly ca?: string;
  /** What the node signs in with, instead of its token; or what a proxy before Certkeep wants to see. */
  readonly certificate?: string;
  readonly privateKey?: string;
}

/** What a watch hears. Never called after `ended`. */
export interface WatchListener<Response> {
  readonly message: (message: Response) => void;
  /** @param error undefined when Certkeep ended the stream in good order */
  readonly ended: (error: ServiceError | undefined) => void;
}

/** An RPC whose answers are a stream. */
export type Watch<Request, Response> = Pick<
  MethodDefinition<Request, Response>,
  'path' | 'requestSerialize' | 'responseDeserialize'
>;

/** Milliseconds that an acknowledgement may take. */
const acknowledgementTime = 5_000;
/** More than a truststore of 20,000 certificates has; gRPC's own limit is 4 MiB. */
const mostReceivedBytes = 128 * 1024 * 1024;

/** To one endpoint, for one attempt: names are resolved anew, and nothing waits for a channel’s own backoff. */
export class Connection {
  readonly #client: Client;
  readonly #metadata = new Metadata();
  #watch: ClientReadableStream<unknown> | undefined;
  #closed = false;

  constructor(endpoint: Endpoint, tls: CertkeepTls, token: string | undefined) {
    this.#client = new Client(endpoint.target, endpoint.tls ? tlsCredentials(tls) : credentials.createInsecure(), {
      'grpc.use_local_subchannel_pool': 1,
      // Watches live long: a peer that is gone is noticed by its silence, this only tells proxies that we are there.
      'grpc.keepalive_time_ms': 60_000,
      'grpc.max_receive_message_length': mostReceivedBytes,
    });
    if (token !== undefined) this.#metadata.set('authorization', `Bearer ${token}`);
  }

  watch<Request, Response>(
    { path, requestSerialize, responseDeserialize }: Watch<Request, Response>,
    request: Request,
    { message, ended }: WatchListener<Response>,
  ): void {
    const call = this.#client.makeServerStreamRequest(
      path,
      requestSerialize,
      responseDeserialize,
      request,
      this.#metadata,
    );
    this.#watch = call;
    let over = false;
    const end = (error: ServiceError | undefined) => {
      if (over) return;
      over = true;
      ended(error);
    };
    call.on('data', (response: Response) => {
      if (!over && !this.#closed) message(response);
    });
    call.on('error', end);
    call.on('end', () => {
      end(undefined);
    });
  }

  acknowledge(request: AcknowledgeRevisionRequest): Promise<void> {
    const { path, requestSerialize, responseDeserialize } = Runtime.acknowledgeRevision;
    const deadline = Date.now() + acknowledgementTime;
    return new Promise((resolve, reject) => {
      this.#client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        request,
        this.#metadata,
        { deadline },
        (error) => {
          if (error === null) resolve();
          else reject(error);
        },
      );
    });
  }

  /** Ends the watch and whatever else is under way. */
  close(): void {
    this.#closed = true;
    this.#watch?.cancel();
    this.#client.close();
  }
}

function tlsCredentials({ ca, certificate, privateKey }: CertkeepTls): ChannelCredentials {
  const bytes = (pem: string | undefined) => (pem === undefined ? null : Buffer.from(pem));
  return credentials.createSsl(bytes(ca), bytes(privateKey), bytes(certificate));
}
