import type { JwkId } from '@certkeep/domain';
import { parseCertificate } from '@certkeep/x509';
import type { Call } from '../call.js';
import type { Clock } from '../clock.js';
import { requireEtag } from '../etag.js';
import type { Store } from '../store.js';
import { freeKid } from './free-kid.js';
import type { Jwk, JwkSettings } from './jwk.js';
import type { JwkReader } from './jwk-repository.js';
import { parsedJwkSettings } from './jwk-settings.js';
import { refuseJwkTaken } from './jwk-taken.js';
import { requireJwk } from './require-jwk.js';
import { retireKey } from './retire-key.js';

export interface UpdateJwkInput {
  readonly id: JwkId;
  readonly etag: string;
  /** Only what is here changes. */
  readonly edit: Partial<JwkSettings>;
}

/**
 * Changes what was chosen of a JWK. Its link stays. Under another key id, the key stays published under the old one for
 * the grace period.
 * @throws DomainError NOT_FOUND, ETAG_MISMATCH, NAME_TAKEN, FIELD_INVALID
 */
export const updateJwk =
  ({ store, clock }: { readonly store: Store; readonly clock: Clock }) =>
  (call: Call, { id, etag, edit }: UpdateJwkInput): Promise<Jwk> =>
    store.change(call, async (transaction) => {
      const { jwks, changes, audit } = transaction;
      const jwk = await requireJwk(jwks, id);
      requireEtag(etag, { version: jwk.version, kind: 'JWK' });
      const { facts } = parseCertificate(Buffer.from(jwk.key.certificate.x5c[0] ?? '', 'base64'));
      const kidKind = edit.kidKind ?? jwk.kidKind;
      const now = clock.now();
      const chosen = parsedJwkSettings(
        {
          ...jwk,
          ...usualWhereUseChanges(jwk, edit),
          kidKind,
          kid: await kidAfter(jwks, jwk, { ...edit, kidKind }, facts.sha256, now),
        },
        facts.key,
      );
      const { members } = jwk.key.certificate;
      await refuseJwkTaken(transaction, { settings: chosen, members, now, before: jwk });
      await retireKey(transaction, jwk, chosen.kid, now);
      await jwks.update(id, chosen);
      await changes.append({ kind: 'jwk', recordId: id });
      await audit.record('jwk.update', { type: 'jwk', id, name: chosen.name }, { fields: Object.keys(edit).join(',') });
      return requireJwk(jwks, id);
    });

/** The algorithm and operations of one use are none of another's. */
function usualWhereUseChanges(jwk: Jwk, edit: Partial<JwkSettings>): Partial<JwkSettings> {
  const changes = edit.use !== undefined && edit.use !== jwk.use;
  const algorithmChanges = edit.algorithm !== undefined && edit.algorithm !== jwk.algorithm;
  return {
    ...(changes ? { algorithm: '', operations: [] } : {}),
    ...(algorithmChanges ? { operations: [] } : {}),
    ...edit,
  };
}

async function kidAfter(
  jwks: JwkReader,
  jwk: Jwk,
  { kid, kidKind }: Partial<JwkSettings> & Pick<JwkSettings, 'kidKind'>,
  sha256: string,
  now: Date,
): Promise<string> {
  if (kidKind === 'TYPED') return kid ?? jwk.kid;
  if (kidKind === jwk.kidKind) return jwk.kid;
  return freeKid(jwks, kidKind, { taken: jwk.key, sha256 }, now);
}
