import type { Call } from '../call.js';
import type { Page, PageRequest } from '../page.js';
import type { Store } from '../store.js';
import type { ServiceAccount } from './service-account-repository.js';
import type { User } from './user-repository.js';

interface NamedQuery {
  readonly search: string;
  readonly page: PageRequest;
}

export const listUsers =
  ({ store }: { readonly store: Store }) =>
  (call: Call, query: NamedQuery): Promise<Page<User>> =>
    store.view(call.caller.company).users.list(query);

export const listServiceAccounts =
  ({ store }: { readonly store: Store }) =>
  (call: Call, query: NamedQuery): Promise<Page<ServiceAccount>> =>
    store.view(call.caller.company).serviceAccounts.list(query);
