import {
  Metadata,
  type handleServerStreamingCall,
  type handleUnaryCall,
  type MethodDefinition,
  type Server,
  type ServerUnaryCall,
  type ServerWritableStream,
  type UntypedHandleCall,
} from '@grpc/grpc-js';
import { abortReason, deadlinePassed } from '../rpc/abort-reason.js';
import type { Transport } from '../rpc/context.js';
import type { Dispatcher } from '../rpc/dispatcher.js';
import { largestRequestOf, OversizeRequest, requestWithin, type RequestSizes } from '../rpc/largest-request.js';
import type { Rpc, Service } from '../rpc/service.js';
import { peerAddressOf, provenCertificate } from './client-connection.js';
import { grpcError } from './grpc-error.js';
import { textHeader } from './text-header.js';

type AnyCall = ServerUnaryCall<unknown, unknown> | ServerWritableStream<unknown, unknown>;

/** Serves services through grpc-js. Works on bytes and types that the contract generated; knows no RPC by name. */
export function addToGrpcServer(
  server: Server,
  services: readonly Service[],
  dispatcher: Dispatcher,
  sizes: RequestSizes,
): void {
  for (const { descriptor, rpcs } of services) {
    const most = largestRequestOf({ descriptor }, sizes);
    const definition: Record<string, MethodDefinition<unknown, unknown>> = {};
    const handlers: Record<string, UntypedHandleCall> = {};
    for (const rpc of rpcs) {
      const name = rpc.descriptor.localName;
      definition[name] = {
        path: `/${rpc.name}`,
        requestStream: false,
        responseStream: rpc.streams,
        requestSerialize: unusedOnServers,
        requestDeserialize: requestWithin(rpc, most),
        responseSerialize: rpc.encodeResponse,
        responseDeserialize: unusedOnServers,
      };
      handlers[name] = rpc.streams ? streamHandler(rpc, dispatcher) : unaryHandler(rpc, dispatcher);
    }
    server.addService(definition, handlers);
  }
}

function unaryHandler(rpc: Rpc, dispatcher: Dispatcher): handleUnaryCall<unknown, unknown> {
  return (call, respond) => {
    const transport = new GrpcTransport(call);
    const succeed = (response: unknown) => {
      transport.finish();
      respond(null, response);
    };
    const fail = (error: unknown) => {
      transport.finish();
      respond(grpcError(error));
    };
    try {
      if (call.request instanceof OversizeRequest) throw call.request.status;
      const response = dispatcher.unary(rpc, call.request, transport);
      if (response instanceof Promise) response.then(succeed, fail);
      else succeed(response);
    } catch (error) {
      fail(error);
    }
  };
}

function streamHandler(rpc: Rpc, dispatcher: Dispatcher): handleServerStreamingCall<unknown, unknown> {
  return (call) => {
    const transport = new GrpcStreamTransport(call);
    const pump = async () => {
      try {
        if (call.request instanceof OversizeRequest) throw call.request.status;
        // A reader that is slower than the handler makes the handler wait: nothing piles up here.
        for await (const message of dispatcher.stream(rpc, call.request, transport)) await transport.send(message);
        transport.finish();
        call.end();
      } catch (error) {
        transport.finish();
        call.emit('error', grpcError(error));
      }
    };
    void pump();
  };
}

class GrpcTransport implements Transport {
  readonly door = 'grpc';
  private controller: AbortController | undefined;
  private timer: NodeJS.Timeout | undefined;
  private headers: Metadata | undefined;

  constructor(private readonly call: AnyCall) {}

  header(name: string): string | undefined {
    return textHeader(this.call.metadata, name);
  }

  setHeader(name: string, value: string): void {
    this.headers ??= new Metadata();
    this.headers.set(name, value);
  }

  get peerAddress(): string {
    return peerAddressOf(this.call);
  }

  get certificateSha256(): string | undefined {
    return provenCertificate(this.call);
  }

  get deadline(): Date | undefined {
    const deadline = this.call.getDeadline();
    if (typeof deadline === 'number') return Number.isFinite(deadline) ? new Date(deadline) : undefined;
    return deadline;
  }

  /** Made when it is first asked for: a call that is answered at once never needs it. */
  get signal(): AbortSignal {
    this.controller ??= this.watchForAbort();
    return this.controller.signal;
  }

  /** Headers go before the first message; later ones are too late. */
  sendHeaders(): void {
    if (this.headers === undefined) return;
    this.call.sendMetadata(this.headers);
    this.headers = undefined;
  }

  finish(): void {
    this.sendHeaders();
    clearTimeout(this.timer);
  }

  private watchForAbort(): AbortController {
    const controller = new AbortController();
    const { deadline } = this;
    if (deadline !== undefined) {
      const left = Math.min(deadline.getTime() - Date.now(), longestTimer);
      this.timer = setTimeout(() => {
        controller.abort(deadlinePassed);
      }, left).unref();
    }
    if (this.call.cancelled) controller.abort();
    else {
      this.call.once('cancelled', () => {
        controller.abort(abortReason(deadline));
      });
    }
    return controller;
  }
}

class GrpcStreamTransport extends GrpcTransport {
  constructor(private readonly stream: ServerWritableStream<unknown, unknown>) {
    super(stream);
  }

  /** @returns when it is on its way, as far as the reader's flow control lets it, or the reader has gone */
  send(message: unknown): Promise<void> {
    const { signal } = this;
    if (signal.aborted) return Promise.resolve();
    this.sendHeaders();
    return new Promise((resolve) => {
      const end = () => {
        signal.removeEventListener('abort', end);
        resolve();
      };
      signal.addEventListener('abort', end);
      this.stream.write(message, end);
    });
  }

  readonly write = (message: unknown): boolean => {
    if (this.stream.writableLength > 0 || !this.stream.writable || this.stream.cancelled) return false;
    this.stream.write(message);
    return true;
  };
}

/** Node's timers take no more than 31 bits of milliseconds. */
const longestTimer = 2 ** 31 - 1;

function unusedOnServers(): never {
  throw new TypeError('a server neither writes requests nor reads responses');
}
