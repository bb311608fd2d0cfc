/** A certificate that is trusted, and what it is called. */
export interface TruststoreEntry {
  readonly alias: string;
  readonly der: Uint8Array;
}

/** By alias, and by their bytes where that is the same: the same entries are written alike, in whatever order they come. */
export function inOrder(entries: readonly TruststoreEntry[]): readonly TruststoreEntry[] {
  return entries.toSorted((one, other) =>
    one.alias === other.alias ? Buffer.compare(one.der, other.der) : one.alias < other.alias ? -1 : 1,
  );
}
