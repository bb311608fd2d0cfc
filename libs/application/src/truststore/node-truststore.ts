import { DomainError, type CompanyId, type EnvironmentId, type NodeId } from '@certkeep/domain';
import type { ChangeFeed } from '../change-feed.js';
import type { Store } from '../store.js';
import type { Truststore } from './truststore.js';
import type { TruststoreView } from './truststore-view.js';
import { watchTruststore, type KnownTruststore, type TruststoreEvent } from './watch-truststore.js';

interface Ports {
  readonly store: Store;
  readonly feed: ChangeFeed;
  readonly view: TruststoreView;
}

/** A node, and nothing but what belongs to it. */
export interface WatchingNode {
  readonly company: CompanyId;
  readonly node: NodeId;
}

/** Of the environment that the node stands in. @throws DomainError NOT_FOUND for a node that stands in none */
export const nodeTruststore =
  ({ store, view }: Omit<Ports, 'feed'>) =>
  async ({ company, node }: WatchingNode): Promise<Truststore> =>
    view.require(company, await environmentOf(store, company, node));

/**
 * The truststore of the environment that the node stands in, and of the one that it is moved to. A node that names no
 * etag gets it in any case: its revision doesn't say of which environment.
 * @throws DomainError NOT_FOUND, CREDENTIAL_INVALID when the node is deleted meanwhile
 */
export const watchNodeTruststore = ({ store, feed, view }: Ports) =>
  async function* (
    { company, node }: WatchingNode,
    known: KnownTruststore,
    { signal, heartbeat }: { readonly signal: AbortSignal; readonly heartbeat: number },
  ): AsyncGenerator<TruststoreEvent, void> {
    let { revision, etag } = { ...known, etag: known.etag === '' ? none : known.etag };
    while (!signal.aborted) {
      const changed = new AbortController();
      const unsubscribe = feed.subscribe((of, changes) => {
        if (of === company && changes.some(({ kind, recordId }) => kind === 'node' && recordId === node)) {
          changed.abort();
        }
      });
      try {
        const environment = await environmentOf(store, company, node);
        const watch = { company, environment, known: { revision, etag }, heartbeat };
        for await (const event of watchTruststore(view, {
          ...watch,
          signal: AbortSignal.any([signal, changed.signal]),
        })) {
          yield event;
          if (event.kind === 'truststore') ({ revision, etag } = event.truststore);
        }
      } finally {
        unsubscribe();
      }
    }
  };

/** No truststore's etag. */
const none = '"none"';

async function environmentOf(store: Store, company: CompanyId, id: NodeId): Promise<EnvironmentId> {
  const node = await store.view(company).nodes.find(id);
  if (node === undefined) {
    throw new DomainError('CREDENTIAL_INVALID', 'This node was deleted, and what it signed in with.');
  }
  if (node.environmentId !== undefined) return node.environmentId;
  throw new DomainError(
    'NOT_FOUND',
    `“${node.name}” stands in no environment, so that there is no truststore for it. Choose one for it.`,
    { resource: { type: 'environment', id: '' } },
  );
}
