import type { CompanyId, NodeId } from '@certkeep/domain';
import type { NodeWatcher } from './node-watcher.js';
import { yieldToOthers } from './yield-to-others.js';

/** Watchers that are woken before others have their turn. */
const slice = 500;
/** Milliseconds that streams have to end in, when all must; a slow reader's may not. */
const patience = 1000;

/** Who watches which node through this process. */
export class WatcherRegister {
  isClosed = false;
  count = 0;
  private readonly companies = new Map<CompanyId, Map<NodeId, Set<NodeWatcher>>>();
  private onEmpty: (() => void) | undefined;

  add(company: CompanyId, watcher: NodeWatcher): void {
    const nodes = this.companies.get(company) ?? new Map<NodeId, Set<NodeWatcher>>();
    this.companies.set(company, nodes);
    const watchers = nodes.get(watcher.node) ?? new Set();
    nodes.set(watcher.node, watchers.add(watcher));
    this.count += 1;
  }

  remove(company: CompanyId, watcher: NodeWatcher): void {
    const nodes = this.companies.get(company);
    const watchers = nodes?.get(watcher.node);
    if (nodes === undefined || watchers?.delete(watcher) !== true) return;
    if (watchers.size === 0) nodes.delete(watcher.node);
    this.count -= 1;
    if (this.count === 0) this.onEmpty?.();
  }

  has(company: CompanyId, node: NodeId): boolean {
    return this.companies.get(company)?.has(node) === true;
  }

  get watched(): readonly { readonly company: CompanyId; readonly nodeId: NodeId }[] {
    return [...this.companies].flatMap(([company, nodes]) => [...nodes.keys()].map((nodeId) => ({ company, nodeId })));
  }

  /** @param called nodes whose credentials must be looked at again */
  wake(company: CompanyId, changed: readonly NodeId[], called: ReadonlySet<string>): void {
    const nodes = this.companies.get(company);
    if (nodes === undefined) return;
    for (const id of called) {
      for (const watcher of nodes.get(id as NodeId) ?? []) {
        watcher.mustShowCredential = true;
        watcher.wake();
      }
    }
    void this.wakeInSlices(nodes, changed);
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

  private async wakeInSlices(nodes: ReadonlyMap<NodeId, ReadonlySet<NodeWatcher>>, changed: readonly NodeId[]) {
    let woken = 0;
    for (const id of changed) {
      for (const watcher of nodes.get(id) ?? []) {
        watcher.wake();
        woken += 1;
        if (woken % slice === 0) await yieldToOthers();
      }
    }
  }
}
