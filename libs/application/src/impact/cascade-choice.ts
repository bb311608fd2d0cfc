import { decideCascade, DomainError, type Dependent, type JwkAction } from '@certkeep/domain';
import { mostDependents } from '../dependents.js';
import type { Impact, Plan } from './impact.js';
import { requirePlan } from './plan-token.js';

/** What the caller says about a deed's consequences. */
export interface CascadeChoice {
  /** What becomes of the JWKs that follow the certificate; needed when there are any. */
  readonly jwkAction: JwkAction | undefined;
  /** The certificate's name, typed again; needed when something depends on it. */
  readonly confirmName: string;
  /** From a preview; empty for no check. */
  readonly planToken: string;
}

export const noCascadeChoice: CascadeChoice = { jwkAction: undefined, confirmName: '', planToken: '' };

/**
 * Lets a deed through that was planned in this state, that nothing stands in the way of, and that was confirmed where
 * something depends on it.
 * @returns what to do with the JWKs that it reaches; undefined when it reaches none
 * @throws DomainError PLAN_STALE, the plan's first problem, JWK_CHOICE_REQUIRED, CONFIRMATION_MISMATCH
 */
export function requireConsent(plan: Plan, choice: CascadeChoice, now: Date): JwkAction | undefined {
  requirePlan(choice.planToken, plan, now);
  const [problem] = plan.impact.problems;
  if (problem !== undefined) throw problem;
  const { domains, nodes, jwks } = plan.impact;
  const decision = decideCascade({
    change: plan.change,
    name: plan.name,
    jwks: jwks.map(({ jwk: { name }, obstacle }) => ({ name, obstacle })),
    otherDependents: domains.length + nodes.length,
    action: choice.jwkAction,
    typedName: choice.confirmName,
  });
  if (decision.kind === 'go') return decision.action;
  throw new DomainError(decision.reason, decision.message, {
    field: `cascade.${decision.field}`,
    metadata: {
      name: plan.name,
      count: String(domains.length + nodes.length + jwks.length),
      jwk_count: String(jwks.length),
    },
    dependents: dependentsOf(plan.impact),
  });
}

/** JWKs, domains and nodes that a deed reaches, as an error lists them: the first ones. */
export function dependentsOf({
  domains = [],
  nodes = [],
  jwks = [],
}: Partial<Pick<Impact, 'domains' | 'nodes' | 'jwks'>>): readonly Dependent[] {
  const all = [
    ...jwks.map(({ jwk: { id, name } }) => ({ kind: 'jwk', id, name })),
    ...domains.map(({ domain: { id, host } }) => ({ kind: 'custom_domain', id, name: host })),
    ...nodes.map(({ node: { id, name } }) => ({ kind: 'node', id, name })),
  ];
  return all.slice(0, mostDependents);
}
