import type { SigningRequestId } from '@certkeep/domain';
import { notFound } from '../not-found.js';
import type { SigningRequestReader } from './signing-request-repository.js';
import type { SigningRequest } from './signing-request.js';

/** @throws DomainError NOT_FOUND */
export async function requireSigningRequest(
  signingRequests: SigningRequestReader,
  id: SigningRequestId,
): Promise<SigningRequest> {
  const request = await signingRequests.find(id);
  if (request === undefined) throw notFound('signing_request', id);
  return request;
}
