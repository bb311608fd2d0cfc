import { sha256 } from './sha256.js';

/** Nodes that one statement concerns, as the leaves of a Merkle tree (RFC 6962 section 2.1). */
export interface NodeSet {
  readonly root: Buffer;
  /** In their order, with the way of each to the root: each hash that is joined on it, after the side on which it stands. */
  readonly nodes: readonly { readonly nodeId: string; readonly path: Buffer }[];
}

const stepLength = 1 + 32;
/** More than any tree has: 2^32 nodes. */
const mostSteps = 32;
const leafPrefix = Buffer.of(0);
const joinPrefix = Buffer.of(1);
/** On which side of the hash so far the step's hash stands. */
const side = { left: 0, right: 1 } as const;
const leftSide = Buffer.of(side.left);
const rightSide = Buffer.of(side.right);

/** @throws TypeError for no node */
export function nodeSet(nodeIds: readonly string[]): NodeSet {
  let level = nodeIds.map(leafHash);
  const levels = [level];
  while (level.length > 1) {
    level = levelAbove(level);
    levels.push(level);
  }
  const [root] = level;
  if (root === undefined) throw new TypeError('a set of nodes has at least one');
  return { root, nodes: nodeIds.map((nodeId, index) => ({ nodeId, path: pathOf(index, levels) })) };
}

/** @returns the root that the path leads to; undefined when it is no path */
export function rootFrom(nodeId: string, path: Uint8Array): Buffer | undefined {
  if (path.length % stepLength !== 0 || path.length > mostSteps * stepLength) return undefined;
  let reached = leafHash(nodeId);
  for (let at = 0; at < path.length; at += stepLength) {
    const sibling = path.subarray(at + 1, at + stepLength);
    if (path[at] === side.left) reached = joined(sibling, reached);
    else if (path[at] === side.right) reached = joined(reached, sibling);
    else return undefined;
  }
  return reached;
}

/** A hash without another beside it goes up as it is. */
function levelAbove(level: readonly Buffer[]): Buffer[] {
  const above: Buffer[] = [];
  for (let at = 0; at < level.length; at += 2) {
    const [left, right] = [level[at], level[at + 1]];
    if (left !== undefined) above.push(right === undefined ? left : joined(left, right));
  }
  return above;
}

function pathOf(index: number, levels: readonly (readonly Buffer[])[]): Buffer {
  const steps: Buffer[] = [];
  let at = index;
  for (const level of levels) {
    const isRight = at % 2 === 1;
    const beside = level[isRight ? at - 1 : at + 1];
    if (beside !== undefined) steps.push(isRight ? leftSide : rightSide, beside);
    at >>>= 1;
  }
  return Buffer.concat(steps);
}

function leafHash(nodeId: string): Buffer {
  return sha256(leafPrefix, Buffer.from(nodeId, 'utf8'));
}

function joined(left: Uint8Array, right: Uint8Array): Buffer {
  return sha256(joinPrefix, left, right);
}
