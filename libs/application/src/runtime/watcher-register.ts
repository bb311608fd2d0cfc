import type { CompanyId, NodeId } from '@certkeep/domain';
import type { NodeWatcher } from './node-watcher.js';

/** Milliseconds that streams have to end in, when all must; a slow reader's may not. */
const patience = 1000;

const nobody: readonly never[] = [];

/** Who watches which node through this process. */
export class WatcherRegister<Encoded> {
  isClosed = false;
  count = 0;
  private readonly companies = new Map<CompanyId, Map<NodeId, readonly NodeWatcher<Encoded>[]>>();
  private onEmpty: (() => void) | undefined;

  add(company: CompanyId, watcher: NodeWatcher<Encoded>): void {
    const nodes = this.companies.get(company) ?? new Map<NodeId, readonly NodeWatcher<Encoded>[]>();
    this.companies.set(company, nodes);
    nodes.set(watcher.node, [...(nodes.get(watcher.node) ?? []), watcher]);
    this.count += 1;
  }

  remove(company: CompanyId, watcher: NodeWatcher<Encoded>): void {
    const nodes = this.companies.get(company);
    const watchers = nodes?.get(watcher.node);
    if (nodes === undefined || watchers?.includes(watcher) !== true) return;
    if (watchers.length === 1) nodes.delete(watcher.node);
    else {
      nodes.set(
        watcher.node,
        watchers.filter((other) => other !== watcher),
      );
    }
    this.count -= 1;
    if (this.count === 0) this.onEmpty?.();
  }

  has(company: CompanyId, node: NodeId): boolean {
    return this.companies.get(company)?.has(node) === true;
  }

  get watched(): readonly { readonly company: CompanyId; readonly nodeId: NodeId }[] {
    return [...this.companies].flatMap(([company, nodes]) => [...nodes.keys()].map((nodeId) => ({ company, nodeId })));
  }

  /** Who watches this node; nobody, when nobody does. */
  watchersOf(company: CompanyId, node: NodeId): readonly NodeWatcher<Encoded>[] {
    return this.companies.get(company)?.get(node) ?? nobody;
  }

  /** @param nodes those whose credentials must be looked at again */
  recheckCredentials(company: CompanyId, nodes: ReadonlySet<string>): void {
    for (const id of nodes) {
      for (const watcher of this.watchersOf(company, id as NodeId)) {
        watcher.mustShowCredential = true;
        watcher.wake();
      }
    }
  }

  /** A token was revoked, or a client certificate removed. */
  recheckCredential(company: CompanyId, credentialId: string): void {
    for (const watchers of this.companies.get(company)?.values() ?? []) {
      for (const watcher of watchers) {
        if (watcher.credentialId !== credentialId) continue;
        watcher.mustShowCredential = true;
        watcher.wake();
      }
    }
  }

  async close(): Promise<void> {
    this.isClosed = true;
    if (this.count === 0) return;
    const ended = new Promise<void>((resolve) => {
      this.onEmpty = resolve;
      setTimeout(resolve, patience).unref();
    });
    for (const nodes of this.companies.values()) {
      for (const watchers of nodes.values()) for (const watcher of watchers) watcher.wake();
    }
    await ended;
  }
}
