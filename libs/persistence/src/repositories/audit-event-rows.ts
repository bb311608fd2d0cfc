import type { AuditEvent, AuditQuery, AuditReader, Page } from '@certkeep/application';
import type { AuditEventRow } from '../entities/log.js';
import type { CompanyScope } from './company-scope.js';
import { containing, pageByKeyset } from './keyset.js';

export class AuditEventRows implements AuditReader {
  constructor(private readonly scope: CompanyScope) {}

  async list({ actorId, targetId, action, from, before, search, page }: AuditQuery): Promise<Page<AuditEvent>> {
    const { manager, entities, company } = this.scope;
    const query = manager
      .getRepository(entities.auditEvents)
      .createQueryBuilder('row')
      .where('row.company_id = :company', { company });
    if (actorId !== undefined) query.andWhere('row.actor_id = :actorId', { actorId });
    if (targetId !== undefined) query.andWhere('row.target_id = :targetId', { targetId });
    if (action?.endsWith('.') === true) {
      query.andWhere("row.action LIKE :begin ESCAPE '!'", { begin: containing(action).slice(1) });
    } else if (action !== undefined) query.andWhere('row.action = :action', { action });
    if (from !== undefined) query.andWhere('row.time >= :from', { from: from.getTime() });
    if (before !== undefined) query.andWhere('row.time < :before', { before: before.getTime() });
    if (search !== '') {
      query.andWhere(
        "(LOWER(row.actor_name) LIKE :search ESCAPE '!' OR LOWER(row.target_name) LIKE :search ESCAPE '!')",
        {
          search: containing(search.toLowerCase()),
        },
      );
    }
    const found = await pageByKeyset(query, {
      column: 'number',
      keyOf: (row) => row.number,
      descending: true,
      page,
    });
    return { ...found, rows: found.rows.map(eventOf) };
  }
}

function eventOf(row: AuditEventRow): AuditEvent {
  return {
    id: row.id,
    number: row.number,
    time: row.time,
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
    action: row.action,
    target: { type: row.target_type, id: row.target_id, name: row.target_name },
    sourceAddress: row.source_address,
    traceId: row.trace_id,
    details: row.details,
  };
}
