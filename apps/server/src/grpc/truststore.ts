import {
  deleteTrustedCa,
  getEntryCertificate,
  importTrustedCas,
  listEntries,
  summarizeTruststore,
  watchTruststore,
  type Clock,
  type ImportProgress,
  type MakeId,
  type TrustReader,
  type ProcessTrust,
  type Store,
  type SystemRoots,
  type TruststoreFiles,
  type TruststoreView,
} from '@certkeep/application';
import type { EnvironmentId, TrustedCaId } from '@certkeep/domain';
import { TruststoreService } from '@certkeep/contracts/connect';
import { TruststoreServiceService } from '@certkeep/contracts/grpc';
import type { TruststoreFileJob } from '../jobs/truststore-files.js';
import { fileStateMessage, processTrustMessage } from './trust-state-message.js';
import { service, type Service } from '../rpc/service.js';
import { broughtFrom } from './material-message.js';
import { newestUntil } from './newest-until.js';
import { nextPageToken, pageRequestOf } from './page-token.js';
import {
  entryMessage,
  fileMessage,
  formatFrom,
  notModifiedMessage,
  originsFrom,
  progressMessage,
  summaryMessage,
  verdictMessage,
} from './truststore-message.js';
import { watchMessages, type TruststoreWatchPorts } from './truststore-watch.js';

export interface TruststorePorts extends TruststoreWatchPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly makeId: MakeId;
  readonly materials: TrustReader;
  readonly systemRoots: SystemRoots;
  readonly truststores: TruststoreView;
  readonly files: TruststoreFiles;
  readonly trust: ProcessTrust;
  /** Undefined: no truststore files are kept. */
  readonly fileJob: TruststoreFileJob | undefined;
}

export function truststoreService(ports: TruststorePorts): Service {
  const { truststores, files } = ports;
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

    summarizeTruststore: async ({ environmentId }, { call }) => {
      const summary = await summarizeTruststore(ports)(call, environmentId as EnvironmentId);
      return {
        assignedCertificateCount: summary.assignedCertificates,
        importedCaCount: summary.importedCas,
        systemRootCount: summary.systemRoots,
        availableSystemRootCount: summary.availableSystemRoots,
      };
    },

    getEntryCertificate: ({ environmentId, alias }, { call }) =>
      getEntryCertificate(ports)(call, { environmentId: environmentId as EnvironmentId, alias }),

    importTrustedCas: async function* ({ material, withProgress, ...request }, { call, signal }) {
      const { allowExpired, validateOnly } = request;
      const environmentId = request.environmentId as EnvironmentId;
      const input = { environmentId, material: broughtFrom(material), allowExpired, validateOnly };
      let latest: ImportProgress | undefined;
      const importing = importTrustedCas(ports)(call, input, { signal, tell: (progress) => (latest = progress) });
      if (withProgress) {
        for await (const progress of newestUntil(importing, () => latest)) {
          yield { event: { $case: 'progress', value: progressMessage(progress) } };
        }
      }
      const { verdicts, counts } = await importing;
      for (const verdict of verdicts) yield { event: { $case: 'verdict', value: verdictMessage(verdict) } };
      yield { event: { $case: 'summary', value: summaryMessage(counts) } };
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

    watchTruststore: ({ environmentId, knownRevision, etag }, { call: { caller }, signal }) =>
      watchMessages(ports, { caller, signal }, (until) =>
        watchTruststore(truststores, {
          company: caller.company,
          environment: environmentId as EnvironmentId,
          known: { revision: Number(knownRevision), etag },
          signal: until,
          heartbeat: ports.heartbeat,
        }),
      ),

    getTrustState: (_request, { call: { caller } }) => {
      const process = ports.trust.stateOf(caller.company);
      return {
        process: process && processTrustMessage(process),
        files: (ports.fileJob?.statesOf(caller.company) ?? []).map(fileStateMessage),
      };
    },
  });
}
