import {
  nodeTruststore,
  watchNodeTruststore,
  type Caller,
  type Store,
  type TruststoreFiles,
  type TruststoreView,
  type WatchingNode,
} from '@certkeep/application';
import { DomainError, type NodeId } from '@certkeep/domain';
import type { RuntimeServiceService } from '@certkeep/contracts/grpc';
import type { ServiceImplementation } from '../rpc/service.js';
import { fileMessage, formatFrom, notModifiedMessage } from './truststore-message.js';
import { watchMessages, type TruststoreWatchPorts } from './truststore-watch.js';

export interface RuntimeTruststorePorts extends TruststoreWatchPorts {
  readonly store: Store;
  readonly truststores: TruststoreView;
  readonly files: TruststoreFiles;
}

/** What nodes trust: each the truststore of its own environment, and no other one. */
export function runtimeTruststore({
  store,
  truststores,
  files,
  ...watch
}: RuntimeTruststorePorts): Pick<
  ServiceImplementation<typeof RuntimeServiceService>,
  'fetchTruststore' | 'watchNodeTruststore'
> {
  const ports = { store, feed: watch.feed, view: truststores };
  return {
    fetchTruststore: async ({ format, password, etag }, { call }) => {
      const wanted = formatFrom(format);
      const truststore = await nodeTruststore(ports)(nodeOf(call.caller));
      const current = files.etagOf(truststore, wanted, password);
      if (etag === current) return notModifiedMessage(truststore, etag);
      return fileMessage(await files.of(truststore, wanted, password));
    },

    watchNodeTruststore: ({ knownRevision, etag, environmentId }, { call: { caller }, signal }) => {
      const known = { revision: Number(knownRevision), etag, environmentId };
      return watchMessages(watch, { caller, signal }, (until) =>
        watchNodeTruststore(ports)(nodeOf(caller), known, { signal: until, heartbeat: watch.heartbeat }),
      );
    },
  };
}

function nodeOf({ kind, id, company }: Caller): WatchingNode {
  if (kind === 'node') return { company, node: id as NodeId };
  throw new DomainError(
    'PERMISSION_MISSING',
    'This is for API nodes alone, each of which stands in an environment. Use a node’s token or client certificate, or TruststoreService.',
    { metadata: { permission: 'runtime:fetch' } },
  );
}
