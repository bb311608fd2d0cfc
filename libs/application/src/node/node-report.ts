import { supersedes, type CompanyId, type NodeId, type ReportStage } from '@certkeep/domain';
import type { Page, PageRequest } from '../page.js';

/** What a node said about a revision. */
export interface NodeReport {
  readonly nodeId: NodeId;
  readonly revision: number;
  readonly stage: ReportStage;
  /** Of what the node was to present when it reported; empty when the report was about something else. */
  readonly etag: string;
  /** Of the leaf that it is about, in lower-case hex; empty when it was not said. */
  readonly sha256: string;
  /** Why it failed; empty otherwise. */
  readonly failureMessage: string;
  /** Since when the node ran on what it had kept, before it came back. */
  readonly cacheSince: Date | undefined;
  /** The software that it named; empty when it named none. */
  readonly client: string;
  readonly reportTime: Date;
}

export interface StoredReport extends NodeReport {
  /** The certificate that it is about, with its name then; empty when that is not known. */
  readonly certificateId: string;
  readonly certificateName: string;
}

export interface NewReport extends StoredReport {
  readonly id: string;
  readonly company: CompanyId;
}

/** A node's last report, and when it was last there. */
export interface NodeStanding {
  readonly nodeId: NodeId;
  /** When it last called, to the minute. */
  readonly seenTime: Date;
  /** It watches through some replica, until then at the least. */
  readonly watchedUntil: Date;
  /** The newest revision that it has loaded; 0 for none. */
  readonly acknowledgedRevision: number;
  readonly acknowledgeTime: Date | undefined;
  readonly last: NodeReport | undefined;
}

/** A node that was there. */
export interface Presence {
  readonly company: CompanyId;
  readonly nodeId: NodeId;
  readonly watches: boolean;
}

/** Where nodes' reports are kept: beside the company's records, without its writers' lock and without a revision. */
export interface NodeReportStore {
  /** All of them in one transaction. */
  append(reports: readonly NewReport[]): Promise<void>;
  notePresence(present: readonly Presence[], now: Date, watchedUntil: Date): Promise<void>;
  standings(company: CompanyId, nodes: readonly NodeId[]): Promise<ReadonlyMap<NodeId, NodeStanding>>;
  /** The nodes that reported at this moment or later. */
  reportedSince(company: CompanyId, time: Date): Promise<readonly NodeId[]>;
  /** Newest first. */
  list(company: CompanyId, node: NodeId, page: PageRequest): Promise<Page<StoredReport & { readonly id: string }>>;
  /**
   * Forgets reports from before this moment, those of a node past so many, and what deleted nodes said.
   * @returns how many of nodes that are there are gone
   */
  purge(before: Date, mostOfOneNode: number): Promise<number>;
}

/** What is known of a node once it has reported. */
export function standingAfter(report: NodeReport, before: NodeStanding | undefined): NodeStanding {
  const { nodeId, reportTime, revision, stage } = report;
  const base = before ?? {
    nodeId,
    watchedUntil: new Date(0),
    acknowledgedRevision: 0,
    acknowledgeTime: undefined,
    last: undefined,
  };
  const hasLoaded = stage === 'LOADED' || stage === 'USED';
  return {
    ...base,
    seenTime: reportTime,
    ...(hasLoaded && revision > base.acknowledgedRevision
      ? { acknowledgedRevision: revision, acknowledgeTime: reportTime }
      : {}),
    last: supersedes(report, base.last) ? report : base.last,
  };
}
