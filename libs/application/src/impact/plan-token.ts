import { DomainError } from '@certkeep/domain';
import { createHash } from 'node:crypto';
import type { Plan } from './impact.js';

/** How long a plan may be looked at: an hour, in milliseconds. */
const lifetime = 60 * 60 * 1000;

export interface PlanToken {
  readonly token: string;
  readonly expireTime: Date;
}

/** Digest of whatever a deed depends on. */
export function stateDigest(state: unknown): string {
  return createHash('sha256').update(JSON.stringify(state)).digest('base64url');
}

/**
 * A token for exactly this plan. It is a condition that the caller sets to himself, and opens nothing: so it needs no
 * secret.
 */
export function planToken({ state }: Plan, now: Date): PlanToken {
  const expireTime = new Date(now.getTime() + lifetime);
  return { token: Buffer.from(JSON.stringify([state, expireTime.getTime()])).toString('base64url'), expireTime };
}

/**
 * Refuses a deed whose plan was made in another state, or for another deed. An empty token asks for no check.
 * @throws DomainError PLAN_STALE
 */
export function requirePlan(given: string, { state }: Plan, now: Date): void {
  if (given === '') return;
  const [seen, expires] = readToken(given);
  if (seen === state && typeof expires === 'number' && now.getTime() < expires) return;
  throw new DomainError(
    'PLAN_STALE',
    'Something that this depends on has changed since you looked at what would happen. Look again, then repeat it.',
    { field: 'cascade.plan_token' },
  );
}

function readToken(token: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    return Array.isArray(parts) ? (parts as readonly unknown[]) : [];
  } catch {
    return [];
  }
}
