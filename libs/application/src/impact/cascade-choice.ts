import { DomainError, nameKey, type Dependent } from '@certkeep/domain';
import { mostDependents } from '../dependents.js';
import type { Impact, Plan } from './impact.js';
import { requirePlan } from './plan-token.js';

/** What the caller says about a deed's consequences. */
export interface CascadeChoice {
  /** The certificate's name, typed again; needed when something depends on it. */
  readonly confirmName: string;
  /** From a preview; empty for no check. */
  readonly planToken: string;
}

export const noCascadeChoice: CascadeChoice = { confirmName: '', planToken: '' };

/**
 * Lets a deed through that was planned in this state, that nothing stands in the way of, and that was confirmed where
 * something depends on it.
 * @throws DomainError PLAN_STALE, the plan's first problem, CONFIRMATION_MISMATCH
 */
export function requireConsent(plan: Plan, choice: CascadeChoice, now: Date): void {
  requirePlan(choice.planToken, plan, now);
  const [problem] = plan.impact.problems;
  if (problem !== undefined) throw problem;
  const count = plan.impact.domains.length + plan.impact.nodes.length;
  if (count === 0 || nameKey(choice.confirmName) === nameKey(plan.name)) return;
  throw new DomainError(
    'CONFIRMATION_MISMATCH',
    `${count === 1 ? 'Something depends' : `${count} things depend`} on “${plan.name}”. ` +
      'Type its name to confirm that they change with it.',
    {
      field: 'cascade.confirm_name',
      metadata: { name: plan.name, count: String(count) },
      dependents: dependentsOf(plan.impact),
    },
  );
}

/** Domains and nodes that a deed reaches, as an error lists them: the first ones. */
export function dependentsOf({ domains, nodes }: Pick<Impact, 'domains' | 'nodes'>): readonly Dependent[] {
  const all = [
    ...domains.map(({ domain: { id, host } }) => ({ kind: 'custom_domain', id, name: host })),
    ...nodes.map(({ node: { id, name } }) => ({ kind: 'node', id, name })),
  ];
  return all.slice(0, mostDependents);
}
