import type { DescMethod, DescService } from '@bufbuild/protobuf';
import type { RpcContext } from './context.js';
import { Encoded } from './encoded.js';

interface AnyMethod {
  readonly path: string;
  readonly responseStream: boolean;
  readonly requestDeserialize: (bytes: Buffer) => unknown;
  readonly responseSerialize: (response: never) => Buffer;
}

type RequestOf<Method extends AnyMethod> = ReturnType<Method['requestDeserialize']>;
type ResponseOf<Method extends AnyMethod> = Parameters<Method['responseSerialize']>[0];

/** An RPC as its service implements it, once, for every door. */
export type Handler<Method extends AnyMethod> = Method['responseStream'] extends true
  ? (request: RequestOf<Method>, context: RpcContext) => AsyncIterable<ResponseOf<Method> | Encoded>
  : (
      request: RequestOf<Method>,
      context: RpcContext,
    ) => Promise<ResponseOf<Method> | Encoded> | ResponseOf<Method> | Encoded;

/** A service's RPCs; those that are not here answer UNIMPLEMENTED. Derived from ts-proto's service definition. */
export type ServiceImplementation<Definition extends Readonly<Record<string, AnyMethod>>> = {
  readonly [Name in keyof Definition]?: Handler<Definition[Name]>;
};

/** A handler whose types the door no longer knows. */
export type UntypedHandler = (request: unknown, context: RpcContext) => unknown;

/** One RPC, with all that a door needs. */
export interface Rpc {
  /** `certkeep.v1.CertificateService/GetCertificate` */
  readonly name: string;
  readonly descriptor: DescMethod;
  readonly streams: boolean;
  readonly decodeRequest: (bytes: Buffer) => unknown;
  readonly encodeResponse: (response: unknown) => Buffer;
  /** Absent: the RPC is in the contract and not built yet. */
  readonly handler: UntypedHandler | undefined;
}

export interface Service {
  readonly descriptor: DescService;
  readonly rpcs: readonly Rpc[];
}

/** Binds a service's descriptor and wire code, both generated, to its implementation. */
export function service<Definition extends Readonly<Record<string, AnyMethod>>>(
  descriptor: DescService,
  definition: Definition,
  implementation: ServiceImplementation<Definition>,
): Service {
  const handlers = implementation as Readonly<Record<string, UntypedHandler | undefined>>;
  return {
    descriptor,
    rpcs: descriptor.methods.map((method) => {
      const wire = definition[method.localName];
      if (wire === undefined) throw new TypeError(`${method.name} has no wire code: generate the contract again`);
      const encode = wire.responseSerialize as (response: unknown) => Buffer;
      return {
        name: `${descriptor.typeName}/${method.name}`,
        descriptor: method,
        streams: wire.responseStream,
        decodeRequest: wire.requestDeserialize,
        encodeResponse: (response) => (response instanceof Encoded ? response.bytes : encode(response)),
        handler: handlers[method.localName],
      };
    }),
  };
}
