import type { AuditAction, AuditTarget, AuditTrail, Call, MakeId } from '@certkeep/application';
import type { CompanyScope } from './repositories/company-scope.js';

/** Writes one company's audit events, numbered without a gap, in the transaction of what they tell of. */
export class AuditLog implements AuditTrail {
  /** How many events this transaction has written. */
  written = 0;

  constructor(
    private readonly scope: CompanyScope,
    private readonly call: Pick<Call, 'caller' | 'traceId' | 'sourceAddress'>,
    private readonly makeId: MakeId,
  ) {}

  async record(
    action: AuditAction,
    target: AuditTarget,
    details: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const { manager, entities, company, clock } = this.scope;
    const companies = manager.getRepository(entities.companies);
    await companies.update({ id: company }, { audit_number: () => 'audit_number + 1' });
    const { audit_number: number } = await companies.findOneByOrFail({ id: company });
    const { caller, traceId, sourceAddress } = this.call;
    await manager.getRepository(entities.auditEvents).insert({
      company_id: company,
      number,
      id: this.makeId(),
      time: clock.now(),
      actor_kind: caller.kind,
      actor_id: caller.id,
      actor_name: caller.name,
      action,
      target_type: target.type,
      target_id: target.id,
      target_name: target.name,
      source_address: sourceAddress,
      trace_id: traceId,
      details: { ...details },
    });
    this.written++;
  }
}
