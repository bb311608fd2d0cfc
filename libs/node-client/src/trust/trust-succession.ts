/** A truststore that Certkeep told of, or that was kept. */
export interface TrustStanding {
  readonly revision: number;
  /** undefined when only the revision is known. */
  readonly etag: string | undefined;
  readonly isEmpty: boolean;
  /** Whose truststore it is; empty when that isn't known. */
  readonly environmentId: string;
}

/** What becomes of a truststore that arrives. */
export type TrustSuccession =
  /** It takes the place of the one that is held. */
  | 'newer'
  /** It is the one that is held. */
  | 'same'
  /** It is older than the one that is held: ignored, whoever sends it. */
  | 'older'
  /** It is empty, and of no newer revision than the one of the same environment that is held, which isn't: ignored. */
  | 'emptied';

/**
 * Trust never goes back: revisions only grow. One revision may come with two truststores, since a node is moved from one
 * environment to another, and each has its own; but within one environment, to trust nobody any more takes a newer
 * revision. A move is no accident: what another environment had trusted doesn't stay.
 */
export function trustSuccession(
  held: TrustStanding | undefined,
  arriving: TrustStanding & { readonly etag: string },
): TrustSuccession {
  if (held === undefined) return 'newer';
  if (arriving.etag === held.etag && arriving.revision <= held.revision) return 'same';
  if (arriving.revision < held.revision) return 'older';
  const isEmptied = arriving.revision === held.revision && arriving.isEmpty && !held.isEmpty;
  return isEmptied && !areDifferent(held.environmentId, arriving.environmentId) ? 'emptied' : 'newer';
}

function areDifferent(one: string, other: string): boolean {
  return one !== '' && other !== '' && one !== other;
}
