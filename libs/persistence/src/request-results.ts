import type { Call, KeySealer, MakeId } from '@certkeep/application';
import { LessThanOrEqual } from 'typeorm';
import { deserialize, serialize } from 'node:v8';
import type { CompanyScope } from './repositories/company-scope.js';

/** How long a repeated call answers with its first result: 24 hours, in milliseconds (AIP-155). */
const remembered = 24 * 60 * 60 * 1000;

/** First results of calls that came with a request id. Sealed, since a result may hold a token that is shown once. */
export class RequestResults {
  constructor(
    private readonly scope: CompanyScope,
    private readonly sealer: KeySealer,
    private readonly makeId: MakeId,
  ) {}

  /** @returns the first result, in a box so that undefined can be one */
  async find({ caller, idempotencyKey }: Call): Promise<{ readonly result: unknown } | undefined> {
    if (idempotencyKey === undefined) return undefined;
    const row = await this.rows.findOneBy({
      company_id: this.scope.company,
      caller_id: caller.id,
      request_key: idempotencyKey,
    });
    if (row === null || row.create_time.getTime() + remembered <= this.scope.clock.now().getTime()) return undefined;
    return { result: deserialize(this.sealer.open(row.sealed_result, this.bindingOf(row.id))) as unknown };
  }

  async keep({ caller, idempotencyKey }: Call, result: unknown): Promise<void> {
    if (idempotencyKey === undefined) return;
    const now = this.scope.clock.now();
    await this.rows.delete({
      company_id: this.scope.company,
      create_time: LessThanOrEqual(new Date(now.getTime() - remembered)),
    });
    const id = this.makeId();
    await this.rows.insert({
      company_id: this.scope.company,
      caller_id: caller.id,
      request_key: idempotencyKey,
      id,
      sealed_result: Buffer.from(this.sealer.seal(serialize(result), this.bindingOf(id)).bytes),
      create_time: now,
    });
  }

  private bindingOf(id: string) {
    return { kind: 'request_result', companyId: this.scope.company, recordId: id } as const;
  }

  private get rows() {
    return this.scope.manager.getRepository(this.scope.entities.requestResults);
  }
}
