import type { ConnectOptions } from '@certkeep/node-client';
import type { IssuedCertificate } from '@certkeep/testing';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Credential } from '../running.js';
import { Administrator } from './administrator.js';
import type { Cast, Member } from './deeds.js';
import type { Installation } from './installation.js';
import { ObservedNode } from './observed-node.js';

interface Settings {
  readonly installation: () => Installation;
  readonly credential: Credential;
  readonly nextLeaf: () => IssuedCertificate;
  readonly nodeCount: number;
  /** Where the nodes' copies are. */
  readonly folder: string;
  /** Of every node, but for what is each one's own. */
  readonly connecting: Omit<ConnectOptions, 'token' | 'cache'>;
}

/** A company whose nodes are observed from their registration on. */
export class Company implements Cast {
  readonly members: Member[] = [];
  /** Nodes that were deleted, or should have been; asked for once more, and let go. */
  private departed: ObservedNode[] = [];

  /** One of its nodes could not keep what it was given. */
  sawFullDisk = false;

  private constructor(
    readonly admin: Administrator,
    readonly shared: Cast['shared'],
    private readonly settings: Settings,
  ) {}

  static async start(settings: Settings): Promise<Company> {
    const admin = new Administrator(settings);
    const shared = [await admin.create(true), await admin.create()];
    const company = new Company(admin, shared, settings);
    for (let count = 0; count < settings.nodeCount; count++) {
      const own = await admin.create();
      company.members.push({ own, node: await company.register(own) });
    }
    return company;
  }

  /** Those that are there, and those that went since this was asked for last. */
  get nodes(): readonly ObservedNode[] {
    return [...this.members.map(({ node }) => node), ...this.departed];
  }

  /** Deletes a member's node, with another one in its place. */
  async exchange(member: Member): Promise<void> {
    const { node } = member;
    member.node = await this.register(member.own);
    this.departed.push(node);
    await this.admin.remove(node.id);
  }

  async letGo(): Promise<void> {
    this.sawFullDisk ||= this.nodes.some(({ told }) => told.has('CACHE_NOT_WRITTEN'));
    await Promise.all(this.departed.map((node) => node.stop()));
    this.departed = [];
  }

  async stop(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.stop()));
  }

  private async register(own: Member['own']): Promise<ObservedNode> {
    const { id, token } = await this.admin.register(own.id);
    const belongsToIt = (fingerprint: string) =>
      [own, ...this.shared].some(({ fingerprints }) => fingerprints.has(fingerprint));
    const cache = { directory: join(this.settings.folder, randomUUID()) };
    const node = new ObservedNode(id, token, belongsToIt, { ...this.settings.connecting, cache });
    node.start();
    return node;
  }
}
