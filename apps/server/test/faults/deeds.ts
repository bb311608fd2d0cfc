import type { Seeded } from '@certkeep/testing';
import type { Administrator, Rotated } from './administrator.js';
import type { ObservedNode } from './observed-node.js';

/** One company, its admin, and what there is of it. */
export interface Cast {
  readonly admin: Administrator;
  /** Any node of the company may present these. */
  readonly shared: readonly Rotated[];
  readonly members: Member[];
}

/** A node with a certificate that no other node may ever present. */
export interface Member {
  readonly own: Rotated;
  node: ObservedNode;
}

const kinds = ['replace own', 'replace shared', 'primary', 'own', 'follow', 'off', 'on', 'rename', 'exchange'] as const;

/** Something that an admin does. @param exchange deletes a node, and registers another one in its place */
export async function doSomething(
  { admin, shared, members }: Cast,
  seeded: Seeded,
  exchange: (member: Member) => Promise<void>,
): Promise<void> {
  const member = seeded.among(members);
  const { own, node } = member;
  const kind = seeded.among(kinds);
  switch (kind) {
    case 'replace own':
      await admin.replace(own);
      return;
    case 'replace shared':
      await admin.replace(seeded.among(shared));
      return;
    case 'primary':
      return admin.makePrimary(seeded.among(shared));
    case 'own':
      return admin.choose(node.id, own);
    case 'follow':
      return admin.choose(node.id);
    case 'off':
      return admin.switchMtls(node.id, false);
    case 'on':
      return admin.switchMtls(node.id, true);
    case 'rename':
      return admin.rename(node.id);
    case 'exchange':
      return exchange(member);
  }
}

/** Something that at least one node is told of. */
export async function rotateOne({ admin, members: [member] }: Cast): Promise<void> {
  if (member === undefined) throw new TypeError('the company has no nodes');
  await admin.switchMtls(member.node.id, true);
  await admin.choose(member.node.id, member.own);
  await admin.replace(member.own);
}
