import type { EnvironmentId } from '@certkeep/domain';
import type { Call } from '../call.js';
import { changeOrValidate } from '../change-or-validate.js';
import type { MakeId } from '../clock.js';
import type { Store } from '../store.js';
import type { EnvironmentSettings } from './environment-repository.js';
import { parsedSettings, refuseNameTaken } from './environment-settings.js';
import { requireEnvironment, type EnvironmentInUse } from './environment-use.js';

export interface CreateEnvironmentInput extends EnvironmentSettings {
  readonly validateOnly: boolean;
}

/** Of kind STANDARD. @throws DomainError FIELD_INVALID, NAME_TAKEN */
export const createEnvironment =
  ({ store, makeId }: { readonly store: Store; readonly makeId: MakeId }) =>
  async (call: Call, { validateOnly, ...input }: CreateEnvironmentInput): Promise<EnvironmentInUse> => {
    const settings = parsedSettings(input);
    const id = makeId() as EnvironmentId;
    return changeOrValidate(store, { call, validateOnly }, async (transaction) => {
      await refuseNameTaken(transaction, settings.name);
      await transaction.environments.insert(id, settings);
      await transaction.changes.append({ kind: 'environment', recordId: id });
      await transaction.audit.record('environment.create', { type: 'environment', id, name: settings.name });
      return requireEnvironment(transaction, id);
    });
  };
