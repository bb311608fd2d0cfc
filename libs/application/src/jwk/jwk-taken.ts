import { DomainError } from '@certkeep/domain';
import type { JwkMembers } from '@certkeep/x509';
import { requireEnvironments } from '../certificate/alias-taken.js';
import type { CompanyView } from '../store.js';
import type { Jwk, JwkSettings, PublicJwk } from './jwk.js';

interface Wanted {
  readonly settings: JwkSettings;
  /** Of the key that the key id would be for. */
  readonly members: JwkMembers;
  readonly now: Date;
  /** The JWK as it is; undefined: a new one. What it keeps is its own. */
  readonly before: Jwk | undefined;
}

/** @throws DomainError NAME_TAKEN, FIELD_INVALID for a key id that another key has, NOT_FOUND for an environment */
export async function refuseJwkTaken(view: CompanyView, wanted: Wanted): Promise<void> {
  const { settings, before } = wanted;
  await refuseNameTaken(view, settings.name, before);
  if (settings.kid !== before?.kid) {
    await refuseKidTaken(view, settings.kid, before);
    await refuseKidPublished(view, wanted);
  }
  await requireEnvironments(view, settings.environmentIds);
}

async function refuseNameTaken({ jwks }: CompanyView, name: string, before: Jwk | undefined): Promise<void> {
  const namesake = await jwks.findByName(name);
  if (namesake === undefined || namesake.id === before?.id) return;
  throw new DomainError(
    'NAME_TAKEN',
    `Another JWK is already called “${namesake.name}”. Choose a name that is free; upper and lower case don't count.`,
    {
      field: 'jwk.name',
      resource: { type: 'jwk', id: namesake.id },
      metadata: { name, existing_id: namesake.id },
    },
  );
}

async function refuseKidTaken({ jwks }: CompanyView, kid: string, before: Jwk | undefined): Promise<void> {
  const holder = await jwks.findByKid(kid);
  if (holder === undefined || holder.id === before?.id) return;
  throw new DomainError(
    'FIELD_INVALID',
    `The JWK “${holder.name}” has the key id ${kid} already, and two keys can't share one. Choose another kind of key id, or type one.`,
    {
      field: 'jwk.kid',
      resource: { type: 'jwk', id: holder.id },
      metadata: { kid, existing_id: holder.id, existing_name: holder.name },
    },
  );
}

/** Tokens that were signed with the earlier key would no longer verify: the set holds one key of each id. */
async function refuseKidPublished({ jwks }: CompanyView, { settings, members, now, before }: Wanted): Promise<void> {
  const { kid, kidKind } = settings;
  const hidden = (await jwks.listRetired(kid, now)).find(
    // A typed key id stays when its key changes: one that is another JWK's would hide that one's key sooner or later.
    ({ id, publicJwk }) => !isSameKey(publicJwk, members) || (kidKind === 'TYPED' && id !== before?.id),
  );
  if (hidden === undefined) return;
  throw new DomainError(
    'FIELD_INVALID',
    `An earlier key of “${hidden.name}” is still published under the key id ${kid}, until ${hidden.endTime.toISOString()}. Choose another key id, or wait until then.`,
    {
      field: 'jwk.kid',
      resource: { type: 'jwk', id: hidden.id },
      metadata: { kid, existing_id: hidden.id, existing_name: hidden.name },
    },
  );
}

function isSameKey(publicJwk: PublicJwk, members: JwkMembers): boolean {
  return Object.entries(members).every(([name, value]) => publicJwk[name] === value);
}
