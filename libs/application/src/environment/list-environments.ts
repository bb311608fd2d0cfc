import type { EnvironmentId } from '@certkeep/domain';
import type { Call } from '../call.js';
import type { Page, PageRequest } from '../page.js';
import type { Store } from '../store.js';
import type { EnvironmentKind } from './environment-repository.js';
import { requireEnvironment, withCounts, type EnvironmentInUse } from './environment-use.js';

/** By name. */
export const listEnvironments =
  ({ store }: { readonly store: Store }) =>
  async (
    call: Call,
    query: { readonly kind: EnvironmentKind | undefined; readonly page: PageRequest },
  ): Promise<Page<EnvironmentInUse>> => {
    const view = store.view(call.caller.company);
    const page = await view.environments.listPage(query);
    return { ...page, rows: await withCounts(view, page.rows) };
  };

/** @throws DomainError NOT_FOUND */
export const getEnvironment =
  ({ store }: { readonly store: Store }) =>
  (call: Call, id: EnvironmentId): Promise<EnvironmentInUse> =>
    requireEnvironment(store.view(call.caller.company), id);
