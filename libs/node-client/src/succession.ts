/** A state that Certkeep told of, or that was kept. */
export interface Standing {
  readonly revision: number;
  /** Of what is presented; empty when nothing is; undefined when only the revision is known. */
  readonly etag: string | undefined;
}

/** What becomes of a state that arrives. */
export type Succession =
  /** It takes the place of the one that is held. */
  | 'newer'
  /** It is the one that is held. */
  | 'same'
  /** It is older than the one that is held: ignored, whoever sends it. */
  | 'older'
  /** Two states claim one revision: the first one stays. */
  | 'contradictory';

/**
 * A node never goes back: revisions only grow. Certkeep may repeat what is held under an earlier revision, since an
 * answer stays as it is while revisions that don't concern the node pass.
 */
export function successionOf(held: Standing | undefined, arriving: Standing & { readonly etag: string }): Succession {
  if (held === undefined || arriving.revision > held.revision) return 'newer';
  if (held.etag === arriving.etag) return 'same';
  if (arriving.revision < held.revision) return 'older';
  return held.etag === undefined ? 'newer' : 'contradictory';
}
