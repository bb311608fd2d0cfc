import type { EnvironmentId } from '@certkeep/domain';
import type { Call } from '../call.js';
import { requireEtag } from '../etag.js';
import type { Store } from '../store.js';
import type { EnvironmentSettings } from './environment-repository.js';
import { parsedSettings, refuseNameTaken } from './environment-settings.js';
import { requireEnvironment, type EnvironmentInUse } from './environment-use.js';

export interface UpdateEnvironmentInput {
  readonly id: EnvironmentId;
  readonly etag: string;
  /** Only what is here changes. */
  readonly edit: Partial<EnvironmentSettings>;
}

/** @throws DomainError NOT_FOUND, ETAG_MISMATCH, NAME_TAKEN, FIELD_INVALID */
export const updateEnvironment =
  ({ store }: { readonly store: Store }) =>
  (call: Call, { id, etag, edit }: UpdateEnvironmentInput): Promise<EnvironmentInUse> =>
    store.change(call, async (transaction) => {
      const { environment: before } = await requireEnvironment(transaction, id);
      requireEtag(etag, { version: before.version, kind: 'environment' });
      const settings = parsedSettings({ ...before, ...edit });
      await refuseNameTaken(transaction, settings.name, id);
      await transaction.environments.update(id, settings);
      await transaction.changes.append({ kind: 'environment', recordId: id });
      await transaction.audit.record(
        'environment.update',
        { type: 'environment', id, name: settings.name },
        {
          fields: Object.keys(edit).join(','),
          ...(before.name === settings.name ? {} : { name_before: before.name }),
        },
      );
      return requireEnvironment(transaction, id);
    });
