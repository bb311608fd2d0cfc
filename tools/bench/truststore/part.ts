/** Something about truststores that is measured. */
export type Part = (size: PartSize) => Promise<readonly Line[]>;

export interface PartSize {
  readonly entries: number;
  /** Of which the middle one counts, for what is quick. */
  readonly rounds: number;
  /** How often a slow command is run, from which the rest is reckoned. */
  readonly sample: number;
}

export interface Line {
  readonly name: string;
  readonly milliseconds: number;
  /** Ours, in milliseconds, where this is somebody else's way to the same. */
  readonly beside?: number;
}
