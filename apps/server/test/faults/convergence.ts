import { ConnectError } from '@connectrpc/connect';
import { ErrorInfoSchema, RuntimeService } from '@certkeep/contracts/connect';
import { performance } from 'node:perf_hooks';
import { expect } from 'vitest';
import type { Installation } from './installation.js';
import type { ObservedNode } from './observed-node.js';

/** Issue's bound: milliseconds after a fault has ended. */
const bound = 5_000;
/** The wait may be so many times longer: other tests and other people's work share the machine. */
const factor = 6;

/** What a fetch, past all that stands before the server, says a node is to present: a fingerprint, or why nothing. */
async function truthOf({ token }: ObservedNode, installation: Installation): Promise<string> {
  try {
    const { result } = await installation.client(RuntimeService, { token }).fetchCertificate({});
    if (result.case !== 'certificate') throw new Error('a fetch without an etag brought no certificate');
    return result.value.sha256Fingerprint;
  } catch (error) {
    const [info] = ConnectError.from(error).findDetails(ErrorInfoSchema);
    if (info === undefined) throw error;
    return info.reason;
  }
}

function saidBy({ isRefused, client: { status } }: ObservedNode): string {
  if (!status.online) return isRefused ? 'CREDENTIAL_INVALID' : 'offline';
  return status.absence?.reason ?? status.fingerprint ?? 'nothing yet';
}

/** Waits, inside a test, until each node has what a fetch says. @returns milliseconds that it took the last one */
export async function converged(nodes: readonly ObservedNode[], installation: Installation): Promise<number> {
  const started = performance.now();
  const different = async () => {
    const truths = await Promise.all(nodes.map((node) => truthOf(node, installation)));
    const pairs = nodes.map((node, at) => ({ node: node.id, has: saidBy(node), truth: truths[at] }));
    return pairs.filter(({ has, truth }) => has !== truth);
  };
  await expect.poll(different, { timeout: bound * factor, interval: 10 }).toEqual([]);
  return performance.now() - started;
}
