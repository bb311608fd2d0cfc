import { Code } from '@connectrpc/connect';
import { RpcStatus } from './rpc-status.js';
import type { Rpc, Service } from './service.js';

/** Largest message a door takes, in bytes: above every limit of the contract's own, so that those answer with their reason. */
export const largestMessage = 4 * 1024 * 1024;

/** What stands around the bytes that an upload's own limit counts. */
const envelope = 1024 * 1024;

/** How much each service takes in one request. A truststore's import alone may be larger than others. */
export interface RequestSizes {
  /** Bytes of one truststore import. */
  readonly truststoreImport: number;
}

export function largestRequestOf(
  { descriptor }: Pick<Service, 'descriptor'>,
  { truststoreImport }: RequestSizes,
): number {
  return descriptor.name === 'TruststoreService'
    ? Math.max(largestMessage, truststoreImport + envelope)
    : largestMessage;
}

/** The RPCs whose requests may be larger than others', by their paths. */
export function largeRpcs(services: readonly Service[], sizes: RequestSizes): ReadonlyMap<string, Rpc> {
  const large = services.filter((service) => largestRequestOf(service, sizes) > largestMessage);
  return new Map(large.flatMap(({ rpcs }) => rpcs.map((rpc) => [`/${rpc.name}`, rpc] as const)));
}

/** Stands for a request that was not read, since it is larger than its service takes. */
export class OversizeRequest {
  constructor(
    private readonly size: number,
    private readonly most: number,
  ) {}

  /** As Connect answers by itself. */
  get status(): RpcStatus {
    const [size, most] = [this.size, this.most].map((bytes) => bytes.toLocaleString('en'));
    return new RpcStatus(Code.ResourceExhausted, `The message has ${size} bytes, and ${most} are the most here.`);
  }
}

/** @returns the request, or that it is too large */
export function requestWithin(rpc: Rpc, most: number): (bytes: Buffer) => unknown {
  return (bytes) => (bytes.length > most ? new OversizeRequest(bytes.length, most) : rpc.decodeRequest(bytes));
}
