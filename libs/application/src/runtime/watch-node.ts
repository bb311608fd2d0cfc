import { DomainError, type NodeId } from '@certkeep/domain';
import type { Caller } from '../call.js';
import { catchUpInterval } from '../catch-up-interval.js';
import type { Clock } from '../clock.js';
import { hasExpired } from '../identity/has-expired.js';
import type { CompanyNodes, NodeState } from './company-nodes.js';
import { NodeWatcher, type WriteToReader } from './node-watcher.js';
import type { Presented } from './presented.js';
import type { WatcherRegister } from './watcher-register.js';

/** What a node says that it has. */
export interface KnownRevision {
  /** 0 for none. */
  readonly revision: number;
  /** Empty for none. */
  readonly etag: string;
}

export type WatchEvent<Encoded> =
  | { readonly kind: 'certificate'; readonly encoded: Encoded }
  | {
      readonly kind: 'nothing';
      readonly revision: number;
      readonly reason: Extract<Presented, { kind: 'nothing' }>['reason'];
      readonly message: string;
    }
  | { readonly kind: 'heartbeat'; readonly revision: number };

interface Watch<Encoded> {
  readonly caller: Caller;
  readonly known: KnownRevision;
  readonly signal: AbortSignal;
  readonly write: WriteToReader<Encoded> | undefined;
  readonly nodes: CompanyNodes;
  /** @throws DomainError DATABASE_UNAVAILABLE when what has changed elsewhere can’t be known */
  readonly requireSight: () => void;
  readonly register: WatcherRegister<Encoded>;
  readonly answerFor: (state: NodeState) => Promise<{ readonly encoded: Encoded }>;
  /** Milliseconds. */
  readonly heartbeat: number;
  readonly isCredentialUsable: () => Promise<boolean>;
  readonly clock: Clock;
}

/**
 * One node's stream. It keeps no queue: whenever the reader is ready, the node's state is looked at as it is then. A
 * reader that waits may be written to past it meanwhile.
 * Revisions never decrease, because every state is exact as of its revision, and a node that knows a newer one waits.
 */
export async function* watchNode<Encoded>(watch: Watch<Encoded>): AsyncGenerator<WatchEvent<Encoded>, void> {
  const { caller, signal, register, write, clock } = watch;
  const writeUnlessExpired = write && ((encoded: Encoded) => !hasExpired(caller, clock) && write(encoded));
  const watcher = new NodeWatcher<Encoded>(caller.id as NodeId, caller.credentialId, writeUnlessExpired);
  const wake = () => {
    watcher.wake();
  };
  signal.addEventListener('abort', wake, { once: true });
  register.add(caller.company, watcher);
  try {
    yield* newsOf(watch, watcher);
  } finally {
    register.remove(caller.company, watcher);
    signal.removeEventListener('abort', wake);
  }
}

async function* newsOf<Encoded>(
  watch: Watch<Encoded>,
  watcher: NodeWatcher<Encoded>,
): AsyncGenerator<WatchEvent<Encoded>, void> {
  const { caller, known, signal, nodes, requireSight, register, answerFor, heartbeat, isCredentialUsable, clock } =
    watch;
  const hasEnded = () => signal.aborted || register.isClosed;
  if (hasEnded()) return;
  const signOfLife = (): WatchEvent<Encoded> => {
    requireSight();
    return { kind: 'heartbeat', revision: nodes.revision };
  };
  requireSight();
  if (known.revision > nodes.revision) await nodes.refresh();
  while (known.revision > nodes.revision) {
    yield signOfLife();
    await watcher.news(Math.min(heartbeat, catchUpInterval));
    if (hasEnded()) return;
    await nodes.refresh();
  }
  let state = present(await nodes.find(watcher.node));
  if (state.etag === known.etag) yield signOfLife();
  else {
    if (state.revision < known.revision) state = (await nodes.restate(watcher.node)) ?? state;
    yield await eventOf(state, answerFor);
  }
  watcher.given = state;
  for (;;) {
    const hasNews = await watcher.news(heartbeat);
    if (hasEnded()) return;
    if (hasExpired(caller, clock)) throw credentialExpired(caller);
    if (watcher.mustShowCredential) {
      watcher.mustShowCredential = false;
      if (!(await isCredentialUsable())) throw credentialEnded(caller);
    }
    if (!hasNews) yield signOfLife();
    // While the database is away, what was given stays right: whoever looks at changes tries again, and wakes us.
    const before = watcher.given;
    state = present(nodes.known(watcher.node) ?? (await nodes.find(watcher.node).catch(() => before)));
    if (state.etag === before.etag) continue;
    yield await eventOf(state, answerFor);
    watcher.given = state;
  }
}

async function eventOf<Encoded>(
  state: NodeState,
  answerFor: Watch<Encoded>['answerFor'],
): Promise<WatchEvent<Encoded>> {
  const { presented, revision } = state;
  switch (presented.kind) {
    case 'certificate':
      return { kind: 'certificate', encoded: (await answerFor(state)).encoded };
    case 'nothing':
      return { kind: 'nothing', revision, reason: presented.reason, message: presented.message };
  }
}

/** A node that is gone has no credential any more. */
function present(state: NodeState | undefined): NodeState {
  if (state !== undefined) return state;
  throw new DomainError('CREDENTIAL_INVALID', 'This node was deleted, and what it signed in with.');
}

function credentialEnded({ name }: Caller): DomainError {
  return new DomainError(
    'CREDENTIAL_INVALID',
    `What ${name} signed in with was revoked or replaced. Connect again with the new one.`,
  );
}

function credentialExpired({ name }: Caller): DomainError {
  return new DomainError(
    'CREDENTIAL_EXPIRED',
    `What ${name} signed in with has expired. Connect again with a new one.`,
  );
}
