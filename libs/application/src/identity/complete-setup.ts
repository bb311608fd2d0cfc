import {
  DomainError,
  parseCompanyName,
  parseDisplayName,
  parsePassword,
  parseUserName,
  type UserId,
} from '@certkeep/domain';
import type { Clock, MakeId } from '../clock.js';
import type { CompanyDirectory } from '../company/company-repository.js';
import type { Store } from '../store.js';
import { operatorCaller, type Origin } from './operator.js';
import { openSession, type OpenedSession } from './open-session.js';
import { hashPassword } from './password-hash.js';
import { hashOfSecret, looksLikeSecret } from './secret.js';

export interface CompleteSetupInput {
  /** From the one-time link that the server printed. */
  readonly setupSecret: string;
  readonly userName: string;
  readonly displayName: string;
  readonly password: string;
  /** Empty: the company keeps its name. */
  readonly companyName: string;
}

interface Ports {
  readonly store: Store;
  readonly companies: CompanyDirectory;
  readonly clock: Clock;
  readonly makeId: MakeId;
}

/**
 * Creates a company's first admin by its one-time link, and signs that admin in.
 * @throws DomainError CREDENTIAL_INVALID, CREDENTIAL_EXPIRED, FIELD_INVALID
 */
export const completeSetup =
  ({ store, companies, clock, makeId }: Ports) =>
  async (origin: Origin, input: CompleteSetupInput): Promise<OpenedSession> => {
    const secretHash = hashOfSecret(input.setupSecret);
    const company = looksLikeSecret(input.setupSecret) ? await companies.findBySetupSecret(secretHash) : undefined;
    if (company === undefined) throw linkInvalid();
    const user = {
      id: makeId() as UserId,
      userName: parseUserName(input.userName, 'user_name'),
      displayName: parseDisplayName(
        input.displayName.trim() === '' ? input.userName : input.displayName,
        'display_name',
      ),
      role: 'ADMIN' as const,
      extraPermissions: [],
      passwordHash: await hashPassword(parsePassword(input.password, 'password')),
    };
    const companyName =
      input.companyName.trim() === '' ? undefined : parseCompanyName(input.companyName, 'company_name');
    return store.change({ caller: operatorCaller(company.id), ...origin }, async (transaction) => {
      const link = await transaction.company.setupLink();
      if (link?.secretHash !== secretHash) throw linkInvalid();
      if (link.expireTime <= clock.now()) throw linkExpired();
      await transaction.company.setSetupLink(undefined);
      if (companyName !== undefined) await transaction.company.rename(companyName);
      await transaction.users.insert(user);
      await transaction.audit.record('company.setup', { type: 'user', id: user.id, name: user.userName });
      const stored = await transaction.users.find(user.id);
      if (stored === undefined) throw new TypeError('the user just stored is not there');
      return openSession(transaction, stored, { clock, makeId });
    });
  };

function linkInvalid(): DomainError {
  return new DomainError(
    'CREDENTIAL_INVALID',
    'This setup link was used already or is not one. Sign in, or restart Certkeep to have a new link printed.',
    { field: 'setup_secret' },
  );
}

function linkExpired(): DomainError {
  return new DomainError(
    'CREDENTIAL_EXPIRED',
    'This setup link is more than a day old. Restart Certkeep to have a new one printed.',
    { field: 'setup_secret' },
  );
}
