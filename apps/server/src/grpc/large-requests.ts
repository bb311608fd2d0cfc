import {
  ServerInterceptingCall,
  type Metadata,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
} from '@grpc/grpc-js';
import type { Transport } from '../rpc/context.js';
import type { Dispatcher } from '../rpc/dispatcher.js';
import { headersOnly } from '../rpc/headers-only.js';
import { largeRpcs, type RequestSizes } from '../rpc/largest-request.js';
import type { Service } from '../rpc/service.js';
import { peerAddressOf, provenCertificate } from './client-connection.js';
import { grpcError } from './grpc-error.js';
import { textHeader } from './text-header.js';

/**
 * Asks who calls before a request is read that may be larger than others: nobody else's megabytes are taken in. Without
 * it, a call's credential is looked at once its request is there.
 */
export function largeRequestGuard(
  services: readonly Service[],
  dispatcher: Dispatcher,
  sizes: RequestSizes,
): ServerInterceptor {
  const large = largeRpcs(services, sizes);
  return (method, call) => {
    const rpc = large.get(method.path);
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- a wrapper would cost each message of each call, and this has all of its methods
    if (rpc === undefined) return call as ServerInterceptingCall;
    return new ServerInterceptingCall(call, {
      start: (next) => {
        next({
          onReceiveMetadata: (metadata, admit) => {
            dispatcher.admit(rpc, transportOf(metadata, call)).then(
              () => {
                admit(metadata);
              },
              (error: unknown) => {
                call.sendStatus(grpcError(error));
              },
            );
          },
        });
      },
    });
  };
}

function transportOf(metadata: Metadata, call: ServerInterceptingCallInterface): Transport {
  return headersOnly({
    door: 'grpc',
    header: (name) => textHeader(metadata, name),
    peerAddress: peerAddressOf(call),
    certificateSha256: provenCertificate(call),
  });
}
