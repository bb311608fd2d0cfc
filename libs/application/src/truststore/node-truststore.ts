import { DomainError, type CompanyId, type EnvironmentId, type NodeId } from '@certkeep/domain';
import type { ChangeFeed } from '../change-feed.js';
import { catchUpInterval } from '../catch-up-interval.js';
import type { Store } from '../store.js';
import { Bell } from './bell.js';
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

/** What a node says that it has. */
export interface KnownNodeTruststore extends KnownTruststore {
  /** Empty: not known. */
  readonly environmentId: string;
}

/** Of the environment that the node stands in. @throws DomainError NOT_FOUND for a node that stands in none */
export const nodeTruststore =
  ({ store, view }: Omit<Ports, 'feed'>) =>
  async ({ company, node }: WatchingNode): Promise<Truststore> =>
    view.require(company, (await placeOf(store, company, node)).environment);

/**
 * The truststore of the environment that the node stands in, and of the one that it is moved to. A node that names no
 * etag gets it in any case: its revision doesn't say of which environment. To move a node is a change like any other: what
 * it is to trust since then has a revision that is not below the move's, however long that truststore has been as it is.
 * @throws DomainError NOT_FOUND, CREDENTIAL_INVALID when the node is deleted meanwhile
 */
export const watchNodeTruststore = ({ store, feed, view }: Ports) =>
  async function* (
    { company, node }: WatchingNode,
    known: KnownNodeTruststore,
    { signal, heartbeat }: { readonly signal: AbortSignal; readonly heartbeat: number },
  ): AsyncGenerator<TruststoreEvent, void> {
    let { revision, etag, environmentId } = { ...known, etag: known.etag === '' ? none : known.etag };
    while (!signal.aborted) {
      const bell = new Bell();
      const changed = new AbortController();
      const until = AbortSignal.any([signal, changed.signal]);
      until.addEventListener('abort', bell.ring, { once: true });
      const unsubscribe = feed.subscribe((of, changes) => {
        if (of === company && changes.some(({ kind, recordId }) => kind === 'node' && recordId === node)) {
          changed.abort();
        }
      });
      try {
        const place = await placeOf(store, company, node);
        if (place.revision < revision) {
          // Where it stood here then is no news to a node that knows of later.
          yield { kind: 'heartbeat', revision: place.revision };
          await bell.rung(Math.min(heartbeat, catchUpInterval));
          continue;
        }
        if (environmentId !== '' && environmentId !== place.environment) {
          ({ revision } = place);
          etag = none;
        }
        environmentId = place.environment;
        const watch = { company, environment: place.environment, known: { revision, etag }, heartbeat, signal: until };
        for await (const event of watchTruststore(view, watch)) {
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

/** Where the node stands, as of which revision. */
async function placeOf(
  store: Store,
  company: CompanyId,
  id: NodeId,
): Promise<{ readonly environment: EnvironmentId; readonly revision: number }> {
  const { node, head } = await store.snapshot(company, async (view) => ({
    head: await view.changeLog.head(),
    node: await view.nodes.find(id),
  }));
  if (node === undefined) {
    throw new DomainError('CREDENTIAL_INVALID', 'This node was deleted, and what it signed in with.');
  }
  if (node.environmentId !== undefined) return { environment: node.environmentId, revision: head.revision };
  throw new DomainError(
    'NOT_FOUND',
    `“${node.name}” stands in no environment, so that there is no truststore for it. Choose one for it.`,
    { resource: { type: 'environment', id: '' } },
  );
}
