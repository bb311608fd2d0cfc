import type { Origin } from '@certkeep/application';
import { randomUUID } from 'node:crypto';
import type { Transport } from './context.js';

/** Where a call comes from. Most calls end without anybody asking, so it is made when somebody does. */
export class CallOrigin {
  private id: string | undefined;
  private address: string | undefined;

  /** A client's own id for the call is sent back to it. */
  constructor(private readonly transport: Transport) {
    const given = transport.header('x-request-id');
    if (given === undefined || !/^[\w.-]{1,64}$/.test(given)) return;
    this.id = given;
    transport.setHeader('x-request-id', given);
  }

  /**
   * The client's own id for the call when it sent a sane one, so that both sides' logs can be put together. Otherwise a
   * new one, which a client learns from an error's details, where it needs it.
   */
  get traceId(): string {
    this.id ??= randomUUID();
    return this.id;
  }

  /** For a call that has to wait: the connection may be gone by then. */
  keepAddress(): string {
    this.address ??= this.transport.peerAddress;
    return this.address;
  }

  /** As use cases take it. */
  get told(): Origin {
    return { traceId: this.traceId, sourceAddress: this.keepAddress() };
  }
}
