/** What a truststore is, as far as telling two of them apart goes. */
export interface TrustedEntry {
  /** Unique in its truststore. */
  readonly alias: string;
  /** Of the certificate's DER, in lower-case hex. */
  readonly sha256: string;
}

/** What leads from one truststore to the next. An entry is in one of the three lists at most. */
export interface TruststoreDiff<Entry extends TrustedEntry> {
  readonly added: readonly Entry[];
  /** The same alias with another certificate, or the same certificate under another alias. */
  readonly changed: readonly { readonly before: Entry; readonly after: Entry }[];
  readonly removed: readonly Entry[];
}

/** Entries belong together by their alias; those that are left over, by their certificate. */
export function truststoreDiff<Entry extends TrustedEntry>(
  before: readonly Entry[],
  after: readonly Entry[],
): TruststoreDiff<Entry> {
  const unmatched = new Map(before.map((entry) => [entry.alias, entry]));
  const changed: { before: Entry; after: Entry }[] = [];
  const unknown: Entry[] = [];
  for (const entry of after) {
    const known = unmatched.get(entry.alias);
    if (known === undefined) unknown.push(entry);
    else if (known.sha256 !== entry.sha256) changed.push({ before: known, after: entry });
    unmatched.delete(entry.alias);
  }
  const left = new Map([...unmatched.values()].map((entry) => [entry.sha256, entry]));
  const added: Entry[] = [];
  for (const entry of unknown) {
    const known = left.get(entry.sha256);
    if (known === undefined) {
      added.push(entry);
      continue;
    }
    changed.push({ before: known, after: entry });
    left.delete(entry.sha256);
    unmatched.delete(known.alias);
  }
  return { added, changed, removed: [...unmatched.values()] };
}

export function isUnchanged({ added, changed, removed }: TruststoreDiff<TrustedEntry>): boolean {
  return added.length === 0 && changed.length === 0 && removed.length === 0;
}
