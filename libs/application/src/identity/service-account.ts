import {
  DomainError,
  parseDescription,
  parseServiceAccountName,
  permissions,
  type ServiceAccountId,
} from '@certkeep/domain';
import type { Call } from '../call.js';
import type { MakeId } from '../clock.js';
import { requireEtag } from '../etag.js';
import { notFound } from '../not-found.js';
import type { CompanyTransaction, Store } from '../store.js';
import { requireGrantable } from './grantable.js';
import type { ServiceAccount, ServiceAccountSettings } from './service-account-repository.js';

/** All but `runtime:fetch`, which is an API node's. */
const grantable = permissions.filter((permission) => permission !== 'runtime:fetch');

/** @throws DomainError FIELD_INVALID, NAME_TAKEN */
export const createServiceAccount =
  ({ store, makeId }: { readonly store: Store; readonly makeId: MakeId }) =>
  async (call: Call, input: ServiceAccountSettings): Promise<ServiceAccount> => {
    const settings = parsedSettings(input);
    const id = makeId() as ServiceAccountId;
    return store.change(call, async (transaction) => {
      await refuseNameTaken(transaction, settings.name);
      await transaction.serviceAccounts.insert(id, settings);
      await transaction.audit.record(
        'service_account.create',
        { type: 'service_account', id, name: settings.name },
        { permissions: settings.permissions.join(',') },
      );
      return requireServiceAccount(transaction, id);
    });
  };

export interface UpdateServiceAccountInput {
  readonly id: ServiceAccountId;
  readonly etag: string;
  /** Only what is here changes. */
  readonly edit: Partial<ServiceAccountSettings>;
}

/** @throws DomainError NOT_FOUND, ETAG_MISMATCH, FIELD_INVALID, NAME_TAKEN */
export const updateServiceAccount =
  ({ store }: { readonly store: Store }) =>
  (call: Call, { id, etag, edit }: UpdateServiceAccountInput): Promise<ServiceAccount> =>
    store.change(call, async (transaction) => {
      const before = await requireServiceAccount(transaction, id);
      requireEtag(etag, { version: before.version, kind: 'service account' });
      const settings = parsedSettings({ ...before, ...edit });
      await refuseNameTaken(transaction, settings.name, id);
      await transaction.serviceAccounts.update(id, settings);
      await transaction.changes.append({ kind: 'credential', recordId: id });
      await transaction.audit.record(
        'service_account.update',
        { type: 'service_account', id, name: settings.name },
        { permissions: settings.permissions.join(','), disabled: String(settings.disabled) },
      );
      return requireServiceAccount(transaction, id);
    });

/** Its tokens stop working at once. @throws DomainError NOT_FOUND, ETAG_MISMATCH */
export const deleteServiceAccount =
  ({ store }: { readonly store: Store }) =>
  (call: Call, { id, etag }: { readonly id: ServiceAccountId; readonly etag: string }): Promise<void> =>
    store.change(call, async (transaction) => {
      const account = await requireServiceAccount(transaction, id);
      requireEtag(etag, { version: account.version, kind: 'service account' });
      await transaction.tokens.revokeAllOf({ kind: 'service_account', id });
      await transaction.serviceAccounts.delete(id);
      await transaction.changes.append({ kind: 'credential', recordId: id });
      await transaction.audit.record('service_account.delete', { type: 'service_account', id, name: account.name });
    });

/** @throws DomainError NOT_FOUND */
export async function requireServiceAccount(
  { serviceAccounts }: Pick<CompanyTransaction, 'serviceAccounts'>,
  id: ServiceAccountId,
): Promise<ServiceAccount> {
  const account = await serviceAccounts.find(id);
  if (account === undefined) throw notFound('service_account', id);
  return account;
}

function parsedSettings(input: ServiceAccountSettings): ServiceAccountSettings {
  return {
    name: parseServiceAccountName(input.name, 'service_account.name'),
    description: parseDescription(input.description, 'service_account.description'),
    permissions: requireGrantable(input.permissions, grantable, 'service_account.permissions'),
    disabled: input.disabled,
  };
}

async function refuseNameTaken(
  { serviceAccounts }: CompanyTransaction,
  name: string,
  except?: ServiceAccountId,
): Promise<void> {
  const holder = await serviceAccounts.findByName(name);
  if (holder === undefined || holder.id === except) return;
  throw new DomainError('NAME_TAKEN', `There is a service account “${holder.name}” already. Choose another name.`, {
    field: 'service_account.name',
    metadata: { name, existing_id: holder.id },
  });
}
