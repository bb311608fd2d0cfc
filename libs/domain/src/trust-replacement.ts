/** A truststore as somebody who keeps a copy of it knows it. */
export interface KeptTrust {
  /** The company's revision at which it was read. */
  readonly revision: number;
  readonly entryCount: number;
}

/**
 * Whether what was read may take the place of what is kept. Nothing older ever does. An empty truststore takes the place
 * of one that isn't only when a change is known to have led there: a broken read, a wrong or a new database must not
 * clear trust.
 * @param removalIsKnown the change log has, since what is kept, a change that can have taken entries away
 */
export function mayReplaceTrust(kept: KeptTrust | undefined, read: KeptTrust, removalIsKnown: boolean): boolean {
  if (kept === undefined) return true;
  if (read.revision < kept.revision) return false;
  return read.entryCount > 0 || kept.entryCount === 0 || removalIsKnown;
}
