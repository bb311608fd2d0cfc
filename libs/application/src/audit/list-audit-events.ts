import type { Call } from '../call.js';
import type { Page, PageRequest } from '../page.js';
import type { Store } from '../store.js';

/** One entry of the audit log. */
export interface AuditEvent {
  readonly id: string;
  /** 1, 2, 3… in the company, without a gap. */
  readonly number: number;
  readonly time: Date;
  readonly actor: { readonly kind: string; readonly id: string; readonly name: string };
  readonly action: string;
  readonly target: { readonly type: string; readonly id: string; readonly name: string };
  readonly sourceAddress: string;
  readonly traceId: string;
  readonly details: Readonly<Record<string, string>>;
}

/** All that is set must hold. */
export interface AuditQuery {
  readonly actorId: string | undefined;
  readonly targetId: string | undefined;
  /** An action, or its beginning with a dot: `certificate.`. */
  readonly action: string | undefined;
  readonly from: Date | undefined;
  readonly before: Date | undefined;
  /** Part of the actor's or target's name, in any case; empty for all. */
  readonly search: string;
  readonly page: PageRequest;
}

export interface AuditReader {
  /** Newest first. */
  list(query: AuditQuery): Promise<Page<AuditEvent>>;
}

export const listAuditEvents =
  ({ store }: { readonly store: Store }) =>
  (call: Call, query: AuditQuery): Promise<Page<AuditEvent>> =>
    store.view(call.caller.company).auditEvents.list(query);
