import type { JwkId } from '@certkeep/domain';
import type { Call } from '../call.js';
import { changeOrValidate } from '../change-or-validate.js';
import { requireEtag } from '../etag.js';
import type { Store } from '../store.js';
import { requireJwk } from './require-jwk.js';

export interface DeleteJwkInput {
  readonly id: JwkId;
  readonly etag: string;
  readonly validateOnly: boolean;
}

/**
 * Destroys a JWK with its keys: they are published no more, the retired ones neither.
 * @throws DomainError NOT_FOUND, ETAG_MISMATCH
 */
export const deleteJwk =
  ({ store }: { readonly store: Store }) =>
  (call: Call, { id, etag, validateOnly }: DeleteJwkInput): Promise<void> =>
    changeOrValidate(store, { call, validateOnly }, async ({ jwks, changes, audit }) => {
      const jwk = await requireJwk(jwks, id);
      requireEtag(etag, { version: jwk.version, kind: 'JWK' });
      await jwks.delete(id);
      await changes.append({ kind: 'jwk', recordId: id });
      if (jwk.link !== undefined) await changes.append({ kind: 'certificate', recordId: jwk.link.certificateId });
      await audit.record(
        'jwk.delete',
        { type: 'jwk', id, name: jwk.name },
        { kid: jwk.kid, certificate: jwk.link?.certificateName ?? '' },
      );
    });
