import type { CompanyId } from '@certkeep/domain';
import type { Call, Caller } from '../call.js';

/** Where a call comes from, before anybody is known to make it. */
export type Origin = Pick<Call, 'traceId' | 'sourceAddress'>;

/** Who acts at Certkeep's own command line, or through the one-time link that it printed. */
export function operatorCaller(company: CompanyId): Caller {
  return { kind: 'operator', id: 'operator', name: 'operator', company, permissions: new Set() };
}
