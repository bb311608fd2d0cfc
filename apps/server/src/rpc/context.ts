import type { Call, Caller, Origin } from '@certkeep/application';
import type { CallOrigin } from './call-origin.js';

/** What a door knows of the call that came through it. */
export interface Transport {
  readonly door: 'grpc' | 'connect';
  header(name: string): string | undefined;
  /** For the response; before its first message. */
  setHeader(name: string, value: string): void;
  /** The peer's address as text. */
  readonly peerAddress: string;
  /**
   * Of the certificate whose private key the peer proved in this connection's handshake with Certkeep itself: lower-case
   * hex of its DER's SHA-256. Never from a header.
   */
  readonly certificateSha256: string | undefined;
  readonly deadline: Date | undefined;
  /** Aborted when the deadline has passed or the peer has gone. */
  readonly signal: AbortSignal;
  /**
   * Of a stream whose door can: writes a message past the handler's iterator, after its first, while that one is waited
   * for.
   * @returns false, and nothing is written, when an earlier message still waits for the reader, or the reader has gone
   */
  readonly write?: (message: unknown) => boolean;
}

/** What a handler knows of its call, whichever door it came through. */
export interface RpcContext {
  readonly origin: Origin;
  readonly deadline: Date | undefined;
  readonly signal: AbortSignal;
  readonly write: Transport['write'];
  /** Absent in the RPCs that are open to everybody. */
  readonly caller: Caller | undefined;
  /** The call as use cases take it. @throws TypeError in an RPC that is open to everybody */
  readonly call: Call;
  setHeader(name: string, value: string): void;
}

export class CallContext implements RpcContext {
  constructor(
    private readonly transport: Transport,
    private readonly callOrigin: CallOrigin,
    readonly caller: Caller | undefined,
    private readonly idempotencyKey: string | undefined,
  ) {}

  get origin(): Origin {
    return this.callOrigin.told;
  }

  get deadline(): Date | undefined {
    return this.transport.deadline;
  }

  get signal(): AbortSignal {
    return this.transport.signal;
  }

  get write(): Transport['write'] {
    return this.transport.write;
  }

  get call(): Call {
    if (this.caller === undefined) throw new TypeError('this RPC is open to everybody: it has no caller');
    return {
      caller: this.caller,
      ...this.origin,
      ...(this.idempotencyKey === undefined ? {} : { idempotencyKey: this.idempotencyKey }),
    };
  }

  setHeader(name: string, value: string): void {
    this.transport.setHeader(name, value);
  }
}
