import type { ApplicationId } from '@certkeep/domain';
import type { Call } from '../call.js';
import { changeOrValidate } from '../change-or-validate.js';
import type { MakeId } from '../clock.js';
import type { Store } from '../store.js';
import type { Application, ApplicationSettings } from './application-repository.js';
import { parsedSettings, refuseUnusableSettings, requireApplication } from './application-settings.js';
import { refuseContact } from './technical-contact.js';

export interface CreateApplicationInput extends ApplicationSettings {
  readonly validateOnly: boolean;
}

/** @throws DomainError FIELD_INVALID, NAME_TAKEN, NOT_FOUND for an environment or user, PERMISSION_MISSING */
export const createApplication =
  ({ store, makeId }: { readonly store: Store; readonly makeId: MakeId }) =>
  async (call: Call, { validateOnly, ...input }: CreateApplicationInput): Promise<Application> => {
    refuseContact(call);
    const settings = parsedSettings(input);
    const id = makeId() as ApplicationId;
    return changeOrValidate(store, { call, validateOnly }, async (transaction) => {
      await refuseUnusableSettings(transaction, settings);
      await transaction.applications.insert(id, settings);
      await transaction.audit.record('application.create', { type: 'application', id, name: settings.name });
      return requireApplication(transaction, id);
    });
  };
