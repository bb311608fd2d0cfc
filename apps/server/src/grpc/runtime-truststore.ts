import {
  nodeTruststore,
  watchNodeTruststore,
  type Caller,
  type ChangeFeed,
  type Store,
  type TruststoreFiles,
  type TruststoreView,
  type WatchingNode,
} from '@certkeep/application';
import { DomainError, type NodeId } from '@certkeep/domain';
import type { RuntimeServiceService } from '@certkeep/contracts/grpc';
import type { ServiceImplementation } from '../rpc/service.js';
import { fileMessage, formatFrom, notModifiedMessage } from './truststore-message.js';
import { heartbeat, watchMessages } from './truststore-watch.js';

export interface RuntimeTruststorePorts {
  readonly store: Store;
  readonly feed: ChangeFeed;
  readonly truststores: TruststoreView;
  readonly files: TruststoreFiles;
  /** Aborted when Certkeep stops. */
  readonly closing: AbortSignal;
}

/** What nodes trust: each the truststore of its own environment, and no other one. */
export function runtimeTruststore({
  store,
  feed,
  truststores,
  files,
  closing,
}: RuntimeTruststorePorts): Pick<
  ServiceImplementation<typeof RuntimeServiceService>,
  'fetchTruststore' | 'watchNodeTruststore'
> {
  const ports = { store, feed, view: truststores };
  return {
    fetchTruststore: async ({ format, password, etag }, { call }) => {
      const wanted = formatFrom(format);
      const truststore = await nodeTruststore(ports)(nodeOf(call.caller));
      const current = files.etagOf(truststore, wanted, password);
      if (etag === current) return notModifiedMessage(truststore, etag);
      return fileMessage(await files.of(truststore, wanted, password));
    },

    watchNodeTruststore: ({ knownRevision, etag }, { call, signal }) => {
      const known = { revision: Number(knownRevision), etag };
      const how = { signal: AbortSignal.any([signal, closing]), heartbeat };
      return watchMessages(watchNodeTruststore(ports)(nodeOf(call.caller), known, how), { closing });
    },
  };
}

function nodeOf({ kind, id, company }: Caller): WatchingNode {
  if (kind === 'node') return { company, node: id as NodeId };
  throw new DomainError(
    'PERMISSION_MISSING',
    'This is for API nodes alone, each of which stands in an environment. Use a node’s token, or TruststoreService.',
    { metadata: { permission: 'runtime:fetch' } },
  );
}
