import { DomainError, type ApplicationId, type UserId } from '@certkeep/domain';
import type { Call } from '../call.js';
import type { CompanyView } from '../store.js';

/**
 * A technical contact changes custom domains of applications that name them alone.
 * @throws DomainError PERMISSION_MISSING
 */
export async function refuseUnlessContact(
  { applications }: Pick<CompanyView, 'applications'>,
  { caller }: Call,
  ids: readonly ApplicationId[],
): Promise<void> {
  if (caller.role !== 'TECHNICAL_CONTACT') return;
  const own = await applications.listOfContact(caller.id as UserId, ids);
  const other = ids.find((id) => !own.includes(id));
  if (other === undefined) return;
  const name = (await applications.find(other))?.name ?? '';
  throw new DomainError(
    'PERMISSION_MISSING',
    `${caller.name} is no technical contact of “${name}”, so its custom domains are not theirs to change. Ask an administrator to name them there.`,
    { metadata: { permission: 'domains:write', application_id: other }, resource: { type: 'application', id: other } },
  );
}

/**
 * Applications are an administrator's: a contact who could change them could name themselves anywhere.
 * @throws DomainError PERMISSION_MISSING for a technical contact
 */
export function refuseContact({ caller }: Call): void {
  if (caller.role !== 'TECHNICAL_CONTACT') return;
  throw new DomainError(
    'PERMISSION_MISSING',
    `${caller.name} is a technical contact, who changes custom domains and not the applications themselves. Ask an administrator.`,
    { metadata: { permission: 'domains:write' } },
  );
}
