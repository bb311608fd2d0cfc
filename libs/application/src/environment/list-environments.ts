import type { Call } from '../call.js';
import type { Store } from '../store.js';
import type { Environment } from './environment-repository.js';

/** All of a company's environments, by name. */
export const listEnvironments =
  ({ store }: { readonly store: Store }) =>
  (call: Call): Promise<readonly Environment[]> =>
    store.view(call.caller.company).environments.list();
