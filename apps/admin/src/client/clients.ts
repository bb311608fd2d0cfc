import { createClient, type Interceptor } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-web';
import {
  AuditService,
  CertificateService,
  DomainService,
  EnvironmentService,
  IdentityService,
  NodeService,
  TruststoreService,
} from '@certkeep/contracts/connect';
import { failureOf } from './rpc-error.js';

/** Told when a call was refused because the session has ended. */
let onSessionEnd: () => void = () => undefined;

export function whenSessionEnds(listener: () => void): void {
  onSessionEnd = listener;
}

const credentialReasons = new Set(['CREDENTIAL_MISSING', 'CREDENTIAL_INVALID', 'CREDENTIAL_EXPIRED']);

const noticeSessionEnd: Interceptor = (next) => async (request) => {
  const notice = (error: unknown) => {
    const isEntry = request.service.typeName === IdentityService.typeName;
    if (!isEntry && credentialReasons.has(failureOf(error).reason)) onSessionEnd();
    return error;
  };
  try {
    const response = await next(request);
    return response.stream ? { ...response, message: throwing(response.message, notice) } : response;
  } catch (error) {
    throw notice(error);
  }
};

/** The same messages; a stream's error comes after its headers. */
async function* throwing<Message>(messages: AsyncIterable<Message>, notice: (error: unknown) => unknown) {
  try {
    yield* messages;
  } catch (error) {
    throw notice(error);
  }
}

/** How every service is called. */
export const transport = createConnectTransport({
  baseUrl: location.origin,
  useBinaryFormat: true,
  interceptors: [noticeSessionEnd],
});

export const audit = createClient(AuditService, transport);
export const certificates = createClient(CertificateService, transport);
export const domains = createClient(DomainService, transport);
export const environments = createClient(EnvironmentService, transport);
export const identity = createClient(IdentityService, transport);
export const nodes = createClient(NodeService, transport);
export const truststores = createClient(TruststoreService, transport);
