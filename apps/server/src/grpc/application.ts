import {
  createApplication,
  deleteApplication,
  etagOf,
  getApplication,
  listApplications,
  updateApplication,
  type Application,
  type Clock,
  type MakeId,
  type Store,
} from '@certkeep/application';
import { DomainError, type ApplicationId, type EnvironmentId, type UserId } from '@certkeep/domain';
import type { Application as ApplicationMessage, DomainServiceService } from '@certkeep/contracts/grpc';
import type { ServiceImplementation } from '../rpc/service.js';
import { maskedFields } from './field-mask.js';
import { nextPageToken, pageRequestOf } from './page-token.js';

interface Ports {
  readonly store: Store;
  readonly clock: Clock;
  readonly makeId: MakeId;
}

type Applications = Pick<
  ServiceImplementation<typeof DomainServiceService>,
  'createApplication' | 'getApplication' | 'listApplications' | 'updateApplication' | 'deleteApplication'
>;

export function applications(ports: Ports): Applications {
  return {
    createApplication: async ({ application, validateOnly }, { call }) => {
      const created = await createApplication(ports)(call, { ...settingsOf(required(application)), validateOnly });
      return { application: applicationMessage(created) };
    },

    getApplication: async ({ id }, { call }) => ({
      application: applicationMessage(await getApplication(ports)(call, id as ApplicationId)),
    }),

    listApplications: async (request, { call }) => {
      const search = request.search.trim();
      const environmentId = request.environmentId === '' ? undefined : (request.environmentId as EnvironmentId);
      const listArguments = [search, environmentId];
      const page = await listApplications(ports)(call, {
        search,
        environmentId,
        page: pageRequestOf(request, listArguments),
      });
      return {
        applications: page.rows.map(applicationMessage),
        nextPageToken: nextPageToken(page, listArguments),
      };
    },

    updateApplication: async ({ application, updateMask }, { call }) => {
      const given = required(application);
      const { name, description, environmentIds, technicalContactIds } = settingsOf(given);
      const fields = maskedFields(updateMask, {
        name: { isSet: name !== '' },
        description: { isSet: description !== '' },
        environment_ids: { isSet: environmentIds.length > 0 },
        technical_contact_ids: { isSet: technicalContactIds.length > 0 },
      });
      const edit = {
        ...(fields.has('name') ? { name } : {}),
        ...(fields.has('description') ? { description } : {}),
        ...(fields.has('environment_ids') ? { environmentIds } : {}),
        ...(fields.has('technical_contact_ids') ? { technicalContactIds } : {}),
      };
      const updated = await updateApplication(ports)(call, { id: given.id as ApplicationId, etag: given.etag, edit });
      return { application: applicationMessage(updated) };
    },

    deleteApplication: async ({ id, etag, validateOnly }, { call }) => {
      await deleteApplication(ports)(call, { id: id as ApplicationId, etag, validateOnly });
      return {};
    },
  };
}

function required(application: ApplicationMessage | undefined): ApplicationMessage {
  if (application !== undefined) return application;
  throw new DomainError('FIELD_INVALID', 'The application is missing. Send it.', { field: 'application' });
}

function settingsOf({ name, description, environmentIds, technicalContactIds }: ApplicationMessage) {
  return {
    name,
    description,
    environmentIds: environmentIds as EnvironmentId[],
    technicalContactIds: technicalContactIds as UserId[],
  };
}

function applicationMessage(application: Application): ApplicationMessage {
  return {
    id: application.id,
    name: application.name,
    description: application.description,
    environmentIds: [...application.environmentIds],
    technicalContactIds: [...application.technicalContactIds],
    customDomainCount: application.customDomainCount,
    etag: etagOf(application.version),
    createTime: application.createTime,
    updateTime: application.updateTime,
  };
}
