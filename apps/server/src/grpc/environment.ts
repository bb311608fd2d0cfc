import {
  createEnvironment,
  deleteEnvironment,
  etagOf,
  getEnvironment,
  listDeployments,
  listEnvironments,
  updateEnvironment,
  watchDeployments,
  type EnvironmentInUse,
  type MakeId,
  type Store,
  type WatchDeploymentsPorts,
} from '@certkeep/application';
import { DomainError, type EnvironmentId } from '@certkeep/domain';
import { EnvironmentService } from '@certkeep/contracts/connect';
import {
  EnvironmentKind,
  EnvironmentServiceService,
  type Environment as EnvironmentMessage,
} from '@certkeep/contracts/grpc';
import { stoppingStatus } from '../rpc/rpc-status.js';
import { service, type Service } from '../rpc/service.js';
import { deploymentMessage, stateFrom } from './deployment-message.js';
import { maskedFields } from './field-mask.js';
import { nextPageToken, pageRequestOf } from './page-token.js';

interface Ports extends WatchDeploymentsPorts {
  readonly store: Store;
  readonly makeId: MakeId;
  /** Aborted when Certkeep is being stopped. */
  readonly closing: AbortSignal;
}

export function environmentService(ports: Ports): Service {
  return service(EnvironmentService, EnvironmentServiceService, {
    createEnvironment: async ({ environment, validateOnly }, { call }) => {
      const settings = settingsOf(required(environment));
      const created = await createEnvironment(ports)(call, { ...settings, validateOnly });
      return { environment: environmentMessage(created) };
    },

    getEnvironment: async ({ id }, { call }) => ({
      environment: environmentMessage(await getEnvironment(ports)(call, id as EnvironmentId)),
    }),

    listEnvironments: async (request, { call }) => {
      const kind = kindFrom(request.kind);
      const page = await listEnvironments(ports)(call, { kind, page: pageRequestOf(request, [kind]) });
      return { environments: page.rows.map(environmentMessage), nextPageToken: nextPageToken(page, [kind]) };
    },

    updateEnvironment: async ({ environment, updateMask }, { call }) => {
      const given = required(environment);
      const { name, description, maxCacheAge, systemRoots } = settingsOf(given);
      const fields = maskedFields(updateMask, {
        name: { isSet: name !== '' },
        description: { isSet: description !== '' },
        max_cache_age: { isSet: maxCacheAge !== undefined },
        system_roots: { isSet: systemRoots },
      });
      const edit = {
        ...(fields.has('name') ? { name } : {}),
        ...(fields.has('description') ? { description } : {}),
        ...(fields.has('max_cache_age') ? { maxCacheAge } : {}),
        ...(fields.has('system_roots') ? { systemRoots } : {}),
      };
      const updated = await updateEnvironment(ports)(call, { id: given.id as EnvironmentId, etag: given.etag, edit });
      return { environment: environmentMessage(updated) };
    },

    listDeployments: async (request, { call }) => {
      const environmentId = request.environmentId === '' ? undefined : (request.environmentId as EnvironmentId);
      const states = request.states.map(stateFrom);
      const listArguments = [environmentId, states];
      const query = { environmentId, states, page: pageRequestOf(request, listArguments) };
      const page = await listDeployments(ports)(call, query);
      return { deployments: page.rows.map(deploymentMessage), nextPageToken: nextPageToken(page, listArguments) };
    },

    watchDeployments: async function* ({ environmentId: given }, { call, signal }) {
      const environmentId = given === '' ? undefined : (given as EnvironmentId);
      const until = AbortSignal.any([signal, ports.closing]);
      for await (const event of watchDeployments(ports, call, environmentId, until)) {
        yield event.kind === 'deployment'
          ? { deployment: deploymentMessage(event.deployment), snapshotComplete: false }
          : { deployment: undefined, snapshotComplete: true };
      }
      if (!signal.aborted) throw stoppingStatus();
    },

    deleteEnvironment: async ({ id, etag, validateOnly }, { call }) => {
      await deleteEnvironment(ports)(call, { id: id as EnvironmentId, etag, validateOnly });
      return {};
    },
  });
}

function required(environment: EnvironmentMessage | undefined): EnvironmentMessage {
  if (environment !== undefined) return environment;
  throw new DomainError('FIELD_INVALID', 'The environment is missing. Send it.', { field: 'environment' });
}

/** Part of a second counts as a whole one. */
function settingsOf({ name, description, systemRoots, maxCacheAge: age }: EnvironmentMessage) {
  const maxCacheAge = age === undefined ? undefined : Number(age.seconds) + Math.ceil(age.nanos / 1e9);
  return { name, description, maxCacheAge, systemRoots };
}

function kindFrom(kind: EnvironmentKind): 'STANDARD' | 'API_MANAGER' | undefined {
  switch (kind) {
    case EnvironmentKind.UNSPECIFIED:
      return undefined;
    case EnvironmentKind.STANDARD:
      return 'STANDARD';
    case EnvironmentKind.API_MANAGER:
      return 'API_MANAGER';
    default:
      throw new DomainError('FIELD_INVALID', 'This kind of environment is not known. Use STANDARD or API_MANAGER.', {
        field: 'kind',
      });
  }
}

function environmentMessage({ environment, counts }: EnvironmentInUse): EnvironmentMessage {
  return {
    id: environment.id,
    name: environment.name,
    description: environment.description,
    kind: EnvironmentKind[environment.kind],
    definitionCount: counts.definitions,
    nodeCount: counts.nodes,
    customDomainCount: counts.customDomains,
    etag: etagOf(environment.version),
    createTime: environment.createTime,
    updateTime: environment.updateTime,
    maxCacheAge:
      environment.maxCacheAge === undefined ? undefined : { seconds: BigInt(environment.maxCacheAge), nanos: 0 },
    systemRoots: environment.systemRoots,
  };
}
