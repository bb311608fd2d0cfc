import type { CompanyDirectory } from '@certkeep/application';
import { setTimeout as pause } from 'node:timers/promises';
import { CompanyCanary, type CompanyCanaryParts } from './company-canary.js';

export interface CanaryParts extends CompanyCanaryParts {
  readonly companies: CompanyDirectory;
}

/** Milliseconds between looks for new companies. */
const lookInterval = 60_000;

/**
 * Replaces a canary certificate in every company again and again, and measures how soon each replica has it.
 * @returns a function that ends it
 */
export function startCanary(parts: CanaryParts): () => Promise<void> {
  const stopping = new AbortController();
  const ended = run(parts, stopping.signal);
  return () => {
    stopping.abort();
    return ended;
  };
}

async function run(parts: CanaryParts, signal: AbortSignal): Promise<void> {
  const running = new Map<string, Promise<void>>();
  while (!signal.aborted) {
    try {
      for (const { id, slug } of await parts.companies.list()) {
        if (!running.has(id)) running.set(id, new CompanyCanary(parts, { id, slug }).run(signal));
      }
    } catch (error) {
      parts.log.warn({ err: error }, 'the canary could not look for companies; trying again in a minute');
    }
    await pause(lookInterval, undefined, { signal, ref: false }).catch(() => undefined);
  }
  await Promise.all(running.values());
}
