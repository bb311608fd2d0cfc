import type { Call } from '../call.js';
import type { Page } from '../page.js';
import type { Store } from '../store.js';
import type { SigningRequest } from './signing-request.js';
import type { SigningRequestQuery } from './signing-request-repository.js';

/** Signing requests, newest first. */
export const listSigningRequests =
  ({ store }: { readonly store: Store }) =>
  (call: Call, query: SigningRequestQuery): Promise<Page<SigningRequest>> =>
    store.view(call.caller.company).signingRequests.list(query);
