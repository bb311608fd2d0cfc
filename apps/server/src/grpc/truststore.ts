import {
  deleteTrustedCa,
  listEntries,
  watchTruststore,
  type Clock,
  type ProcessTrust,
  type Store,
  type SystemRoots,
  type TruststoreFiles,
  type TruststoreView,
} from '@certkeep/application';
import type { EnvironmentId, TrustedCaId } from '@certkeep/domain';
import { TruststoreService } from '@certkeep/contracts/connect';
import { TruststoreServiceService } from '@certkeep/contracts/grpc';
import { service, type Service } from '../rpc/service.js';
import { nextPageToken, pageRequestOf } from './page-token.js';
import { entryMessage, fileMessage, formatFrom, notModifiedMessage, originsFrom } from './truststore-message.js';
import { heartbeat, watchMessages } from './truststore-watch.js';

export interface TruststorePorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly systemRoots: SystemRoots;
  readonly truststores: TruststoreView;
  readonly files: TruststoreFiles;
  readonly trust: ProcessTrust;
  /** Aborted when Certkeep stops. */
  readonly closing: AbortSignal;
}

export function truststoreService(ports: TruststorePorts): Service {
  const { truststores, files, closing } = ports;
  return service(TruststoreService, TruststoreServiceService, {
    listEntries: async (request, { call }) => {
      const environmentId = request.environmentId as EnvironmentId;
      const { search } = request;
      const origins = originsFrom(request.origins);
      const listArguments = [environmentId, search, origins];
      const page = await listEntries(ports)(call, {
        environmentId,
        search,
        origins,
        page: pageRequestOf(request, listArguments),
      });
      return { entries: page.rows.map(entryMessage), nextPageToken: nextPageToken(page, listArguments) };
    },

    deleteTrustedCa: async ({ id, etag, validateOnly }, { call }) => {
      await deleteTrustedCa(ports)(call, { id: id as TrustedCaId, etag, validateOnly });
      return {};
    },

    getTruststore: async ({ environmentId, format, password, etag }, { call }) => {
      const wanted = formatFrom(format);
      const truststore = await truststores.require(call.caller.company, environmentId as EnvironmentId);
      const current = files.etagOf(truststore, wanted, password);
      if (etag === current) return notModifiedMessage(truststore, etag);
      return fileMessage(await files.of(truststore, wanted, password));
    },

    watchTruststore: ({ environmentId, knownRevision, etag }, { call, signal }) =>
      watchMessages(
        watchTruststore(truststores, {
          company: call.caller.company,
          environment: environmentId as EnvironmentId,
          known: { revision: Number(knownRevision), etag },
          signal: AbortSignal.any([signal, closing]),
          heartbeat,
        }),
        { closing },
      ),
  });
}
