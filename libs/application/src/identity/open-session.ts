import type { SessionId } from '@certkeep/domain';
import type { Caller } from '../call.js';
import type { Clock, MakeId } from '../clock.js';
import type { CompanyTransaction } from '../store.js';
import { hashOfSecret, makeSecret } from './secret.js';
import type { User } from './user-repository.js';
import { permissionsOfUser } from './user-view.js';

/** How long a sign-in lasts: 12 hours, a working day with some to spare. In milliseconds. */
export const sessionLifetime = 12 * 60 * 60 * 1000;

export interface OpenedSession {
  readonly caller: Caller;
  /** Goes into the browser's cookie and nowhere else. */
  readonly secret: string;
  readonly expireTime: Date;
}

/** Opens a session for a user who has proved to be one. */
export async function openSession(
  { sessions, users, company }: CompanyTransaction,
  user: User,
  { clock, makeId }: { readonly clock: Clock; readonly makeId: MakeId },
): Promise<OpenedSession> {
  const id = makeId() as SessionId;
  const secret = makeSecret('cks');
  const expireTime = new Date(clock.now().getTime() + sessionLifetime);
  await sessions.deleteExpired();
  await sessions.insert({ id, userId: user.id, secretHash: hashOfSecret(secret), expireTime });
  await users.noteSignIn(user.id);
  const caller: Caller = {
    kind: 'user',
    id: user.id,
    name: user.userName,
    company: (await company.require()).id,
    permissions: permissionsOfUser(user),
    role: user.role,
    credentialId: id,
    expireTime,
  };
  return { caller, secret, expireTime };
}
