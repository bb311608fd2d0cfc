import { DomainError, type JwkId } from '@certkeep/domain';
import { privateJwkMembers } from '@certkeep/x509';
import type { Call } from '../call.js';
import type { KeySealer } from '../key-sealer.js';
import type { Store } from '../store.js';
import type { Jwk, PublicJwk } from './jwk.js';
import { privateJwk } from './public-jwk.js';
import { requireJwk } from './require-jwk.js';

/**
 * A JWK with its private half. Nothing leaves without an audit entry that says so.
 * @throws DomainError NOT_FOUND, PERMISSION_MISSING for callers without keys:export, NO_PRIVATE_KEY
 */
export const getPrivateJwk =
  ({ store, sealer }: { readonly store: Store; readonly sealer: KeySealer }) =>
  async (call: Call, id: JwkId): Promise<{ readonly jwk: Jwk; readonly privateJwk: PublicJwk }> => {
    if (!call.caller.permissions.has('keys:export')) {
      throw new DomainError(
        'PERMISSION_MISSING',
        `The private half needs the permission keys:export, which ${call.caller.name} does not hold. Ask an administrator for it.`,
        { field: 'include_private', metadata: { permission: 'keys:export' } },
      );
    }
    const { jwk, sealed } = await store.change(call, async ({ jwks, audit }) => {
      const found = await requireJwk(jwks, id);
      const bytes = await jwks.sealedKey(id);
      if (bytes === undefined) {
        throw new DomainError('NO_PRIVATE_KEY', `“${found.name}” is a public JWK. It has no private half.`, {
          field: 'include_private',
          resource: { type: 'jwk', id },
        });
      }
      await audit.record('jwk.private.export', { type: 'jwk', id, name: found.name }, { kid: found.kid });
      return { jwk: found, sealed: bytes };
    });
    const pkcs8 = sealer.open(sealed, { kind: 'private_key', companyId: call.caller.company, recordId: id });
    return { jwk, privateJwk: privateJwk(jwk, await privateJwkMembers(pkcs8)) };
  };
