import type { CustomDomainId } from '@certkeep/domain';
import type { Call } from '../call.js';
import type { Clock } from '../clock.js';
import type { Page } from '../page.js';
import type { Store } from '../store.js';
import type { CustomDomainQuery } from './custom-domain-repository.js';
import { requireServedDomain, serveDomains, type ServedDomain } from './served-domain.js';

/** As it is now. @throws DomainError NOT_FOUND */
export const getCustomDomain =
  ({ store, clock }: { readonly store: Store; readonly clock: Clock }) =>
  (call: Call, id: CustomDomainId): Promise<ServedDomain> =>
    requireServedDomain(store.view(call.caller.company), id, clock.now());

/** By host, as they are at the query's moment. */
export const listCustomDomains =
  ({ store }: { readonly store: Store }) =>
  async (call: Call, query: CustomDomainQuery): Promise<Page<ServedDomain>> => {
    const view = store.view(call.caller.company);
    const page = await view.customDomains.list(query);
    return { ...page, rows: await serveDomains(view, page.rows, query.at) };
  };
