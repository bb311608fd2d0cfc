import type { Call } from '../call.js';
import type { Page } from '../page.js';
import type { Store } from '../store.js';
import type { Jwk } from './jwk.js';
import type { JwkQuery } from './jwk-repository.js';

/** A page of the company's JWKs. */
export const listJwks =
  ({ store }: { readonly store: Store }) =>
  (call: Call, query: JwkQuery): Promise<Page<Jwk>> =>
    store.view(call.caller.company).jwks.list(query);
