import { DomainError } from '@certkeep/domain';
import type { Clock, MakeId } from '../clock.js';
import type { Company, CompanyDirectory } from '../company/company-repository.js';
import type { Store } from '../store.js';
import { openSession, type OpenedSession } from './open-session.js';
import type { Origin } from './operator.js';
import { passwordMatches } from './password-hash.js';
import { permissionsOfUser } from './user-view.js';

export interface SignInInput {
  /** The company's slug; may be empty in an installation of one company. */
  readonly company: string;
  readonly userName: string;
  readonly password: string;
}

/** Holds back who guesses. */
export interface SignInLimiter {
  /** @throws DomainError RATE_LIMITED */
  refuseTooMany(attempt: { readonly userName: string; readonly sourceAddress: string }): Promise<void>;
  noteFailure(attempt: { readonly userName: string; readonly sourceAddress: string }): Promise<void>;
  forget(attempt: { readonly userName: string; readonly sourceAddress: string }): Promise<void>;
}

interface Ports {
  readonly store: Store;
  readonly companies: CompanyDirectory;
  readonly limiter: SignInLimiter;
  readonly clock: Clock;
  readonly makeId: MakeId;
}

/** Longer ones belong to nobody, and hashing them would cost only us. */
const longestPassword = 512;

/**
 * @throws DomainError CREDENTIAL_INVALID without a word on which of the three was wrong, RATE_LIMITED,
 * FIELD_INVALID when there are several companies and none was named
 */
export const signIn =
  ({ store, companies, limiter, clock, makeId }: Ports) =>
  async (origin: Origin, input: SignInInput): Promise<OpenedSession> => {
    const attempt = { userName: input.userName, sourceAddress: origin.sourceAddress };
    await limiter.refuseTooMany(attempt);
    const company = await companyMeant(companies, input.company);
    const users = company && store.view(company.id).users;
    const user = await users?.findByUserName(input.userName);
    const hash = user && !user.disabled ? await users?.passwordHashOf(user.id) : undefined;
    const password = input.password.slice(0, longestPassword);
    const matches = await passwordMatches(password, hash);
    if (!matches || company === undefined || user === undefined) {
      await limiter.noteFailure(attempt);
      throw new DomainError(
        'CREDENTIAL_INVALID',
        'The user name and password don’t match a user here. Check both and try again.',
        { field: 'password' },
      );
    }
    await limiter.forget(attempt);
    const caller = {
      kind: 'user' as const,
      id: user.id,
      name: user.userName,
      company: company.id,
      permissions: permissionsOfUser(user),
      role: user.role,
    };
    return store.change({ caller, ...origin }, async (transaction) => {
      await transaction.audit.record('user.sign_in', { type: 'user', id: user.id, name: user.userName });
      return openSession(transaction, user, { clock, makeId });
    });
  };

async function companyMeant(companies: CompanyDirectory, slug: string): Promise<Company | undefined> {
  if (slug.trim() !== '') return companies.findBySlug(slug.trim().toLowerCase());
  const [first, ...others] = await companies.list();
  if (others.length === 0) return first;
  throw new DomainError(
    'FIELD_INVALID',
    'This installation has several companies: name yours, as its administrators call it.',
    { field: 'company' },
  );
}
