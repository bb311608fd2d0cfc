/** How long to wait before Certkeep is tried again. Milliseconds. */
export interface Backoff {
  /** Before the first attempt; doubles from there. Default 200. */
  readonly first: number;
  /** Default 4,000: a node is back within five seconds after Certkeep is. */
  readonly longest: number;
}

export const defaultBackoff: Backoff = { first: 200, longest: 4_000 };

/** While Certkeep refuses the node's credential: asking quickly would not make it valid. Milliseconds. */
export const refusedBackoff: Backoff = { first: 5_000, longest: 30_000 };

/**
 * @param failures attempts that failed since the last contact
 * @param chance from 0 to 1, so that nodes that were cut off together don't come back together
 * @returns milliseconds: between half and the whole of what the attempt has grown to
 */
export function delayBefore(failures: number, { first, longest }: Backoff, chance: number): number {
  const grown = Math.min(longest, first * 2 ** Math.min(failures, 30));
  return grown * (0.5 + chance / 2);
}
