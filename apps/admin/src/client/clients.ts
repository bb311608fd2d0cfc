import { createClient, type Interceptor } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-web';
import {
  AuditService,
  CertificateService,
  DomainService,
  EnvironmentService,
  IdentityService,
  NodeService,
} from '@certkeep/contracts/connect';
import { failureOf } from './rpc-error.js';

/** Told when a call was refused because the session has ended. */
let onSessionEnd: () => void = () => undefined;

export function whenSessionEnds(listener: () => void): void {
  onSessionEnd = listener;
}

const credentialReasons = new Set(['CREDENTIAL_MISSING', 'CREDENTIAL_INVALID', 'CREDENTIAL_EXPIRED']);

const noticeSessionEnd: Interceptor = (next) => async (request) => {
  try {
    return await next(request);
  } catch (error) {
    const isEntry = request.service.typeName === IdentityService.typeName;
    if (!isEntry && credentialReasons.has(failureOf(error).reason)) onSessionEnd();
    throw error;
  }
};

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
