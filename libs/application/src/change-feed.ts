import type { CompanyId } from '@certkeep/domain';

/** What a consumer may have to look at again. */
export const changeKinds = [
  'certificate',
  'node',
  'deployment',
  'environment',
  'truststore',
  'custom_domain',
  'jwk',
  'company',
  'credential',
] as const;
export type ChangeKind = (typeof changeKinds)[number];

export interface Change {
  readonly kind: ChangeKind;
  /** The record that changed; of a truststore its environment, of a deployment the node that is to try again. */
  readonly recordId: string;
}

/** A change as the company's log holds it: revisions have no gap and follow commit order. */
export interface LoggedChange extends Change {
  readonly revision: number;
}

export interface ChangeAppender {
  /** Gives the change the company's next revision. The number is final once the transaction commits. */
  append(change: Change): Promise<number>;
  /** The same for many, at least one, in order. @returns the last one's revision */
  appendMany(changes: readonly Change[]): Promise<number>;
}

/** The newest change of a company. */
export interface LogHead {
  /** 0 before the first one. */
  readonly revision: number;
  readonly commitTime: Date;
}

export interface ChangeLogReader {
  head(): Promise<LogHead>;
  /** The changes after a revision, in order, at most so many. */
  after(revision: number, most: number): Promise<readonly LoggedChange[]>;
}

export interface ChangeListener {
  (company: CompanyId, changes: readonly LoggedChange[]): void;
}

/** Tells of every committed change once, in order: at once for this process's own, within the poll interval for others'. */
export interface ChangeFeed {
  /** @returns a function that ends the subscription */
  subscribe(listener: ChangeListener): () => void;
  /** For how many milliseconds others' commits were looked for and could not be read; next to nothing when all is well. */
  readonly blindFor: number;
}
