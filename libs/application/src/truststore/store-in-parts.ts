import { yieldToOthers } from '../runtime/yield-to-others.js';
import type { NewTrustedCa, TruststoreWriter } from './truststore-repository.js';

/** How far an import is: entries of which that is done, of how many; 0 while that is not known. */
export interface ImportProgress {
  readonly phase: 'READING' | 'STORING';
  readonly done: number;
  readonly total: number;
}

/** Who waits for an import. */
export interface ImportWatch {
  /** Until what is good is stored, an abort leaves nothing behind. */
  readonly signal: AbortSignal;
  readonly tell: (progress: ImportProgress) => void;
}

/** Entries that are stored before others have their turn. */
const atOnce = 250;

/**
 * Stores what was planned: first what changes what is there, in order, since it may make room for what comes new.
 * @param total all entries: what is neither changed nor new is done already
 * @throws the signal's reason, so that the transaction is taken back
 */
export async function storeInParts(
  truststores: Pick<TruststoreWriter, 'insert'>,
  updates: readonly (() => Promise<void>)[],
  added: readonly NewTrustedCa[],
  total: number,
  { signal, tell }: ImportWatch,
): Promise<void> {
  let done = total - updates.length - added.length;
  const pause = async (count: number) => {
    done += count;
    tell({ phase: 'STORING', done, total });
    await yieldToOthers();
    signal.throwIfAborted();
  };
  for (let at = 0; at < updates.length; at += atOnce) {
    const some = updates.slice(at, at + atOnce);
    for (const update of some) await update();
    await pause(some.length);
  }
  for (let at = 0; at < added.length; at += atOnce) {
    const some = added.slice(at, at + atOnce);
    await truststores.insert(some);
    await pause(some.length);
  }
}
