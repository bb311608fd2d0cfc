import type { JwkId } from '@certkeep/domain';
import type { Call } from '../call.js';
import { requireEtag } from '../etag.js';
import type { Store } from '../store.js';
import type { Jwk } from './jwk.js';
import { requireJwk } from './require-jwk.js';

/**
 * Takes a JWK's link to its certificate away; it stays as it is. One that has none is left alone.
 * @throws DomainError NOT_FOUND, ETAG_MISMATCH
 */
export const disconnectJwk =
  ({ store }: { readonly store: Store }) =>
  (call: Call, { id, etag }: { readonly id: JwkId; readonly etag: string }): Promise<Jwk> =>
    store.change(call, async ({ jwks, changes, audit }) => {
      const jwk = await requireJwk(jwks, id);
      requireEtag(etag, { version: jwk.version, kind: 'JWK' });
      const certificate = jwk.link?.certificateName ?? '';
      if (jwk.link !== undefined) {
        await jwks.disconnect(id);
        await changes.append({ kind: 'jwk', recordId: id });
        await changes.append({ kind: 'certificate', recordId: jwk.link.certificateId });
      }
      await audit.record('jwk.disconnect', { type: 'jwk', id, name: jwk.name }, { certificate });
      return requireJwk(jwks, id);
    });
