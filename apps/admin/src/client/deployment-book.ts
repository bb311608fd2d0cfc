import { DeploymentState, type Deployment, type WatchDeploymentsResponse } from '@certkeep/contracts/connect';
import { consumerKey } from './consumer-key.js';

export type Deployments = ReadonlyMap<string, Deployment>;

/** What is known of deployments, made from the messages of one stream after the other. */
export class DeploymentBook {
  /** Of consumers that are to have something, by `consumerKey`. */
  private known: Deployments = new Map();
  /** What has come of a stream's snapshot; undefined once that is complete. */
  private snapshot: Map<string, Deployment> | undefined;
  private readonly changed = new Map<string, Deployment>();

  /** A stream begins. What is known stays until its snapshot is complete. */
  begin(): void {
    this.snapshot = new Map();
    this.changed.clear();
  }

  /** @returns what there is to read now: a new snapshot, or a change; undefined for nothing */
  take({ deployment, snapshotComplete }: WatchDeploymentsResponse): 'snapshot' | 'change' | undefined {
    if (deployment !== undefined) (this.snapshot ?? this.changed).set(consumerKey(deployment), deployment);
    if (this.snapshot === undefined) return 'change';
    if (!snapshotComplete) return undefined;
    this.known = this.snapshot;
    this.snapshot = undefined;
    return 'snapshot';
  }

  /** All that is known now; another map after each change. */
  read(): Deployments {
    if (this.changed.size === 0) return this.known;
    const all = new Map([...this.known, ...this.changed]);
    for (const [key, { state }] of this.changed) if (state === DeploymentState.UNSPECIFIED) all.delete(key);
    this.changed.clear();
    return (this.known = all);
  }
}
