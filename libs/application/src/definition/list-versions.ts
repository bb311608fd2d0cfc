import type { DefinitionId } from '@certkeep/domain';
import type { Call } from '../call.js';
import type { Version } from '../certificate/certificate.js';
import type { Page, PageRequest } from '../page.js';
import type { Store } from '../store.js';
import { requireDefinition } from './require-definition.js';

/** A definition's versions, newest first. @throws DomainError NOT_FOUND */
export const listVersions =
  ({ store }: { readonly store: Store }) =>
  async (call: Call, id: DefinitionId, page: PageRequest): Promise<Page<Version>> => {
    const { certificates } = store.view(call.caller.company);
    await requireDefinition(certificates, id);
    return certificates.listVersions(id, page);
  };
