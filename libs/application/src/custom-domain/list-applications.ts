import type { ApplicationId } from '@certkeep/domain';
import type { Call } from '../call.js';
import type { Page } from '../page.js';
import type { Store } from '../store.js';
import type { Application, ApplicationQuery } from './application-repository.js';
import { requireApplication } from './application-settings.js';

/** @throws DomainError NOT_FOUND */
export const getApplication =
  ({ store }: { readonly store: Store }) =>
  (call: Call, id: ApplicationId): Promise<Application> =>
    requireApplication(store.view(call.caller.company), id);

/** By name. */
export const listApplications =
  ({ store }: { readonly store: Store }) =>
  (call: Call, query: ApplicationQuery): Promise<Page<Application>> =>
    store.view(call.caller.company).applications.list(query);
