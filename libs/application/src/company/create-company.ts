import { parseCompanyName, parseCompanySlug, type CompanyId, type EnvironmentId } from '@certkeep/domain';
import type { Clock, MakeId } from '../clock.js';
import { operatorCaller, type Origin } from '../identity/operator.js';
import { hashOfSecret, makeSecret } from '../identity/secret.js';
import type { Store } from '../store.js';
import type { CompanyDirectory } from './company-repository.js';

/** How long a setup link can be used: a day, in milliseconds. */
const setupLinkLifetime = 24 * 60 * 60 * 1000;

interface Ports {
  readonly store: Store;
  readonly companies: CompanyDirectory;
  readonly clock: Clock;
  readonly makeId: MakeId;
}

/** @throws DomainError FIELD_INVALID, NAME_TAKEN */
export const createCompany =
  ({ companies, makeId }: Pick<Ports, 'companies' | 'makeId'>) =>
  async (input: { readonly slug: string; readonly name: string }): Promise<CompanyId> => {
    const slug = parseCompanySlug(input.slug, 'slug');
    const name = parseCompanyName(input.name, 'name');
    const id = makeId() as CompanyId;
    await companies.create({ id, slug, name, apiManagerEnvironmentId: makeId() as EnvironmentId });
    return id;
  };

/**
 * A new one-time link's secret for a company that has no user yet; the one before stops working.
 * @returns undefined when the company has users
 */
export const makeSetupLink =
  ({ store, clock }: Pick<Ports, 'store' | 'clock'>) =>
  async (origin: Origin, company: CompanyId): Promise<string | undefined> => {
    if ((await store.view(company).users.count()) > 0) return undefined;
    const secret = makeSecret('cku');
    const expireTime = new Date(clock.now().getTime() + setupLinkLifetime);
    await store.change({ caller: operatorCaller(company), ...origin }, async (transaction) => {
      const { id, name } = await transaction.company.require();
      await transaction.company.setSetupLink({ secretHash: hashOfSecret(secret), expireTime });
      await transaction.audit.record('company.setup_link', { type: 'company', id, name });
    });
    return secret;
  };
