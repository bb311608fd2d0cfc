import { sha256 } from './sha256.js';

/** Nodes that one statement concerns, as the leaves of a Merkle tree (RFC 6962 section 2.1), in their order. */
export interface NodeSet {
  readonly root: Buffer;
  /** The way of each node to the root: each hash that is joined on it, after the side on which it stands. */
  readonly paths: readonly Buffer[];
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

/** @param nodeIds at least one */
export function nodeSet(nodeIds: readonly [string, ...string[]]): NodeSet {
  const levels = [nodeIds.map(leafHash)];
  for (let level = levels[0] ?? []; level.length > 1; levels.push(level)) level = levelAbove(level);
  const [root = leafHash(nodeIds[0])] = levels.at(-1) ?? [];
  return { root, paths: nodeIds.map((_, index) => pathOf(index, levels)) };
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
