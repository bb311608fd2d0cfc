import { DomainError, type SigningRequestId } from '@certkeep/domain';
import type { Call } from '../call.js';
import { requireEtag } from '../etag.js';
import type { Store } from '../store.js';
import { requireSigningRequest } from './require-signing-request.js';
import type { SigningRequest } from './signing-request.js';

/**
 * Gives a request up and destroys its key.
 * @throws DomainError NOT_FOUND, ETAG_MISMATCH, CSR_MISMATCH for one that waits no more
 */
export const cancelSigningRequest =
  ({ store }: { readonly store: Store }) =>
  (call: Call, { id, etag }: { readonly id: SigningRequestId; readonly etag: string }): Promise<SigningRequest> =>
    store.change(call, async ({ signingRequests, audit }) => {
      const request = await requireSigningRequest(signingRequests, id);
      requireEtag(etag, { version: request.version, kind: 'signing request' });
      refuseUnlessPending(request);
      await signingRequests.cancel(id);
      await audit.record('signing_request.cancel', { type: 'signing_request', id, name: request.name });
      return requireSigningRequest(signingRequests, id);
    });

/** @throws DomainError CSR_MISMATCH: a request is completed or cancelled once, and that is final */
export function refuseUnlessPending({ id, name, state }: SigningRequest): void {
  if (state === 'PENDING') return;
  const message =
    state === 'COMPLETED'
      ? `The signing request “${name}” is completed: its certificate is here already.`
      : `The signing request “${name}” was cancelled, and its key destroyed. Make a new request.`;
  throw new DomainError('CSR_MISMATCH', message, {
    field: 'id',
    resource: { type: 'signing_request', id },
    metadata: { id, name, state },
  });
}
