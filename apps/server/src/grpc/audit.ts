import { listAuditEvents, type AuditEvent, type AuditQuery, type Store } from '@certkeep/application';
import { AuditService } from '@certkeep/contracts/connect';
import { AuditServiceService, type AuditEvent as EventMessage } from '@certkeep/contracts/grpc';
import { service, type Service } from '../rpc/service.js';
import { nextPageToken, pageRequestOf } from './page-token.js';

export function auditService(ports: { readonly store: Store }): Service {
  return service(AuditService, AuditServiceService, {
    listEvents: async (request, { call }) => {
      const filter = {
        actorId: setOrNone(request.actorId),
        targetId: setOrNone(request.targetId),
        action: setOrNone(request.action),
        from: request.fromTime,
        before: request.beforeTime,
        search: request.search.trim(),
      };
      const query: AuditQuery = { ...filter, page: pageRequestOf(request, filter) };
      const page = await listAuditEvents(ports)(call, query);
      return { events: page.rows.map(eventMessage), nextPageToken: nextPageToken(page, filter) };
    },
  });
}

function setOrNone(text: string): string | undefined {
  return text === '' ? undefined : text;
}

function eventMessage({ actor, target, time, number, ...event }: AuditEvent): EventMessage {
  return {
    id: event.id,
    number: BigInt(number),
    eventTime: time,
    actorKind: actor.kind,
    actorId: actor.id,
    actorName: actor.name,
    action: event.action,
    targetKind: target.type,
    targetId: target.id,
    targetName: target.name,
    sourceAddress: event.sourceAddress,
    traceId: event.traceId,
    details: { ...event.details },
    hash: '',
  };
}
