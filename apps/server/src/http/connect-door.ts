import { fromBinary, toBinary, type Message } from '@bufbuild/protobuf';
import { Code, ConnectError, type ConnectRouter, type HandlerContext, type ServiceImpl } from '@connectrpc/connect';
import type { DescService } from '@bufbuild/protobuf';
import { abortReason } from '../rpc/abort-reason.js';
import type { Transport } from '../rpc/context.js';
import type { Dispatcher } from '../rpc/dispatcher.js';
import { largestRequestOf, type RequestSizes } from '../rpc/largest-request.js';
import { RpcStatus } from '../rpc/rpc-status.js';
import type { Rpc, Service } from '../rpc/service.js';

/**
 * Serves services to browsers and curl: Connect, gRPC-Web and gRPC, by Connect's own wire code. Its messages are
 * protobuf-es's and the handlers' are ts-proto's: bytes are what both agree on, so that is what passes between them.
 */
export function addToConnectRouter(
  router: ConnectRouter,
  services: readonly Service[],
  dispatcher: Dispatcher,
  sizes: RequestSizes,
): void {
  for (const { descriptor, rpcs } of services) {
    const methods = Object.fromEntries(
      rpcs.map((rpc) => [
        rpc.descriptor.localName,
        rpc.streams ? streamMethod(rpc, dispatcher) : unaryMethod(rpc, dispatcher),
      ]),
    );
    router.service(descriptor, methods as unknown as Partial<ServiceImpl<DescService>>, {
      readMaxBytes: largestRequestOf({ descriptor }, sizes),
    });
  }
}

function unaryMethod(rpc: Rpc, dispatcher: Dispatcher) {
  return async (message: Message, context: HandlerContext) => {
    try {
      const response: unknown = await dispatcher.unary(rpc, requestOf(rpc, message), new ConnectTransport(context));
      return responseOf(rpc, response);
    } catch (error) {
      throw connectError(error);
    }
  };
}

function streamMethod(rpc: Rpc, dispatcher: Dispatcher) {
  return async function* (message: Message, context: HandlerContext) {
    try {
      for await (const response of dispatcher.stream(rpc, requestOf(rpc, message), new ConnectTransport(context))) {
        yield responseOf(rpc, response);
      }
    } catch (error) {
      throw connectError(error);
    }
  };
}

function requestOf(rpc: Rpc, message: Message): unknown {
  return rpc.decodeRequest(Buffer.from(toBinary(rpc.descriptor.input, message)));
}

function responseOf(rpc: Rpc, response: unknown): Message {
  return fromBinary(rpc.descriptor.output, rpc.encodeResponse(response));
}

/** The peer's address, put into a header by the HTTP server: Connect's handlers don't see the socket. */
export const peerAddressHeader = 'x-certkeep-peer';

class ConnectTransport implements Transport {
  readonly door = 'connect';
  /** The HTTP port has no TLS of its own: a proxy's word for a certificate is not taken. */
  readonly certificateSha256 = undefined;
  readonly deadline: Date | undefined;
  private readonly controller = new AbortController();

  constructor(private readonly context: HandlerContext) {
    const left = context.timeoutMs();
    this.deadline = left === undefined ? undefined : new Date(Date.now() + left);
    const abort = () => {
      this.controller.abort(abortReason(this.deadline));
    };
    if (context.signal.aborted) abort();
    else context.signal.addEventListener('abort', abort, { once: true });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get peerAddress(): string {
    return this.header(peerAddressHeader) ?? '';
  }

  header(name: string): string | undefined {
    return this.context.requestHeader.get(name) ?? undefined;
  }

  setHeader(name: string, value: string): void {
    this.context.responseHeader.set(name, value);
  }
}

/** An error as Connect sends it, with its details. */
export function connectError(error: unknown): ConnectError {
  if (!(error instanceof RpcStatus)) return new ConnectError('Something went wrong inside Certkeep.', Code.Internal);
  const status = new ConnectError(error.message, error.code);
  status.details = error.details.map(({ type, value }) => ({ type, value }));
  return status;
}
