import type { TrustedCaId } from '@certkeep/domain';
import type { Call } from '../call.js';
import { changeOrValidate } from '../change-or-validate.js';
import { requireEtag } from '../etag.js';
import { notFound } from '../not-found.js';
import type { Store } from '../store.js';

export interface DeleteTrustedCaInput {
  readonly id: TrustedCaId;
  readonly etag: string;
  readonly validateOnly: boolean;
}

/** Takes an imported CA from its environment's truststore. @throws DomainError NOT_FOUND, ETAG_MISMATCH */
export const deleteTrustedCa =
  ({ store }: { readonly store: Store }) =>
  (call: Call, { id, etag, validateOnly }: DeleteTrustedCaInput): Promise<void> =>
    changeOrValidate(store, { call, validateOnly }, async ({ truststores, changes, audit }) => {
      const ca = await truststores.find(id);
      if (ca === undefined) throw notFound('trusted_ca', id);
      requireEtag(etag, { version: ca.version, kind: 'trusted CA' });
      await truststores.delete(id);
      await changes.append({ kind: 'truststore', recordId: ca.environmentId });
      await audit.record(
        'trusted_ca.delete',
        { type: 'trusted_ca', id, name: ca.alias },
        { environment_id: ca.environmentId, sha256: ca.facts.sha256 },
      );
    });
