/** Of a candidate what its place among the others comes from. */
export interface Ranked {
  readonly isExact: boolean;
  /** Its definition is assigned to the environment. */
  readonly isAssigned: boolean;
  /** Seconds since 1970. */
  readonly endsAt: bigint;
}

/** Why the first of those that qualify is first: the first thing in which it is better than the next. */
export function whyFirst(first: Ranked, next: Ranked | undefined): string {
  if (next === undefined) return 'First because no other one qualifies.';
  if (first.isExact !== next.isExact) return 'First because it names this host itself, and not by a wildcard.';
  if (first.isAssigned !== next.isAssigned) return 'First because it is assigned to this environment.';
  if (first.endsAt !== next.endsAt) return 'First because it lasts longer than the next one.';
  return 'First by its name: nothing else tells it from the next one.';
}
