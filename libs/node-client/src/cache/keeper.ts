import type { Clock } from '../clock.js';
import type { NodeClientError } from '../errors.js';
import type { Holder } from '../holder.js';
import type { Cache } from './cache.js';
import type { KeptState } from './kept-state.js';

/** What is unchanged is written again at most so often, to keep its age: milliseconds, or this part of its age limit. */
const pace = 10 * 60_000;
const partOfAge = 20;

/** Keeps what is held on disk, as often as needed; its failures are told and hurt nothing else. */
export class Keeper {
  #lastWritten: { readonly confirmed: number; readonly revision: number } | undefined;

  /** @param tell is told of what can't be read or written */
  constructor(
    private readonly cache: Cache<KeptState> | undefined,
    private readonly clock: Clock,
    private readonly tell: (error: NodeClientError) => void,
  ) {}

  /** @returns what an earlier process kept, and the highest revision that one kept */
  async load(): Promise<{ readonly state: KeptState | undefined; readonly mark: number }> {
    if (this.cache === undefined) return { state: undefined, mark: 0 };
    const { state, mark, problem } = await this.cache.load();
    if (problem !== undefined) this.tell(problem);
    return { state, mark };
  }

  /** Writes what is held, if it is new or its confirmation has grown old. */
  keep({ standing, certificate, absence, signingKey, material }: Holder): void {
    if (this.cache === undefined || standing === undefined) return;
    const confirmed = this.clock.now();
    const longest = Math.min(pace, (material?.maxCacheAge ?? Number.POSITIVE_INFINITY) / partOfAge);
    const last = this.#lastWritten;
    if (last?.revision === standing.revision && Math.abs(confirmed - last.confirmed) < longest) return;
    this.#lastWritten = { confirmed, revision: standing.revision };
    const state = { revision: standing.revision, certificate, absence, signingKey, confirmed };
    this.cache.save(state).catch((error: unknown) => {
      this.#lastWritten = undefined;
      this.tell(error as NodeClientError);
    });
  }

  async settled(): Promise<void> {
    await this.cache?.settled();
  }
}
