import { catchUpInterval } from '../catch-up-interval.js';
import type { CompanyId, EnvironmentId } from '@certkeep/domain';
import { Bell } from './bell.js';
import type { Truststore } from './truststore.js';
import type { TruststoreView } from './truststore-view.js';

/** What a reader says that it has. */
export interface KnownTruststore {
  /** 0 for none. */
  readonly revision: number;
  /** Empty for none. */
  readonly etag: string;
}

export type TruststoreEvent =
  | { readonly kind: 'truststore'; readonly truststore: Truststore }
  | { readonly kind: 'heartbeat'; readonly revision: number };

export interface TruststoreWatch {
  readonly company: CompanyId;
  readonly environment: EnvironmentId;
  readonly known: KnownTruststore;
  readonly signal: AbortSignal;
  /** Milliseconds between signs of life. */
  readonly heartbeat: number;
}

/**
 * One reader's stream: the truststore as it is, unless the reader has it, and again after each change. It keeps no
 * queue: whenever the reader is ready it gets what there is then. Never an older one after a newer, also when the reader
 * comes from a replica that is ahead of this one.
 * @throws DomainError NOT_FOUND, also when the environment is deleted meanwhile; DATABASE_UNAVAILABLE while this process
 * can't see what others change
 */
export async function* watchTruststore(
  view: TruststoreView,
  { company, environment, known, signal, heartbeat }: TruststoreWatch,
): AsyncGenerator<TruststoreEvent, void> {
  const bell = new Bell();
  const unfollow = view.follow(company, environment, bell.ring);
  signal.addEventListener('abort', bell.ring, { once: true });
  try {
    view.requireSight();
    const kept = view.of(company, environment);
    await kept.require();
    while (known.revision > kept.seenRevision) {
      await kept.reload();
      if (known.revision <= kept.seenRevision) break;
      yield { kind: 'heartbeat', revision: kept.seenRevision };
      await bell.rung(Math.min(heartbeat, catchUpInterval));
      if (signal.aborted) return;
    }
    let current = await kept.require();
    // Nothing was missed up to what the reader has seen, so that it is also then as it is here.
    const revision = Math.max(current.revision, known.revision);
    yield isCurrent(known, current)
      ? { kind: 'heartbeat', revision: kept.seenRevision }
      : { kind: 'truststore', truststore: revision === current.revision ? current : { ...current, revision } };
    for (;;) {
      const hasRung = await bell.rung(heartbeat);
      if (signal.aborted) return;
      const next = await kept.require();
      if (next.etag !== current.etag) yield { kind: 'truststore', truststore: next };
      else if (!hasRung) {
        view.requireSight();
        yield { kind: 'heartbeat', revision: kept.seenRevision };
      }
      current = next;
    }
  } finally {
    unfollow();
    signal.removeEventListener('abort', bell.ring);
  }
}

function isCurrent({ revision, etag }: KnownTruststore, current: Truststore): boolean {
  return etag === '' ? revision > 0 && revision >= current.revision : etag === current.etag;
}
