import { createHash } from 'node:crypto';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { NodeClientError } from '../errors.js';
import { replaceFile } from './replace-file.js';
import { open, seal, type Binding } from './sealed-file.js';

export interface CacheOptions {
  /** Made with mode 0700 when it isn't there. One node, one folder. */
  readonly directory: string;
  /**
   * What the file's key is derived from, at least 32 bytes, instead of the token, or of the private key of a node without
   * one: the copy outlives a new credential.
   */
  readonly key?: Uint8Array;
}

/** What a start found. */
export interface Loaded<State> {
  readonly state: State | undefined;
  /** The highest revision that was ever kept; 0 when that isn't known. */
  readonly mark: number;
  /** Why there is no state, where a file was there. */
  readonly problem: NodeClientError | undefined;
}

/** One kind of state, and how it is written. */
export interface Form<State> {
  readonly kind: 'state' | 'truststore';
  readonly mark: 'mark' | 'truststore-mark';
  /** More than any such state has. */
  readonly mostBytes: number;
  readonly encode: (state: State) => Uint8Array;
  readonly decode: (plain: Uint8Array) => State;
}

type Kind = Binding['kind'];

/** The sealed copy on disk, and beside it the mark: the highest revision that was kept. */
export class Cache<State extends { readonly revision: number }> {
  /** One writing at a time, and the newest state last. */
  #writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly directory: string,
    private readonly endpoint: string,
    private readonly secret: () => Promise<string | Uint8Array>,
    private readonly form: Form<State>,
  ) {}

  /** Never throws: a copy that can't be used is none. */
  async load(): Promise<Loaded<State>> {
    try {
      const marked = await this.#read(this.form.mark);
      const mark = marked.plain === undefined ? 0 : Number(marked.plain.toString());
      const kept = await this.#read(this.form.kind);
      if (kept.plain === undefined)
        return { state: undefined, mark, problem: kept.isThere ? this.#foreign() : undefined };
      const state = this.form.decode(kept.plain);
      if (state.revision < mark) return { state: undefined, mark, problem: this.#putBack(state.revision, mark) };
      return { state, mark, problem: undefined };
    } catch (error) {
      return { state: undefined, mark: 0, problem: this.#unusable(error) };
    }
  }

  /**
   * Keeps a state unless a newer one is there, from another process. The mark comes second: a power cut between the two
   * must not make the copy look like one that was put back.
   * @throws NodeClientError CACHE_NOT_WRITTEN
   */
  save(state: State): Promise<void> {
    const saved = this.#writing.then(() => this.#save(state));
    this.#writing = saved.catch(() => undefined);
    return saved;
  }

  /** Waits until what is being written has been. */
  settled(): Promise<void> {
    return this.#writing;
  }

  async #save(state: State): Promise<void> {
    try {
      await mkdir(this.directory, { recursive: true, mode: 0o700 });
      const { state: there, mark } = await this.load();
      if (Math.max(there?.revision ?? 0, mark) > state.revision) return;
      await this.#write(this.form.kind, this.form.encode(state));
      if (mark < state.revision) await this.#write(this.form.mark, Buffer.from(String(state.revision)));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new NodeClientError('CACHE_NOT_WRITTEN', `Revision ${state.revision} is not kept on disk: ${why}`, {
        cause: error,
      });
    }
  }

  async #read(kind: Kind): Promise<{ readonly isThere: boolean; readonly plain: Buffer | undefined }> {
    try {
      const path = this.#path(kind);
      if ((await stat(path)).size > this.form.mostBytes) return { isThere: true, plain: undefined };
      return {
        isThere: true,
        plain: open(await readFile(path), await this.secret(), { kind, endpoint: this.endpoint }),
      };
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
        return { isThere: false, plain: undefined };
      throw error;
    }
  }

  async #write(kind: Kind, plain: Uint8Array): Promise<void> {
    await replaceFile(this.#path(kind), seal(plain, await this.secret(), { kind, endpoint: this.endpoint }));
  }

  #path(kind: Kind): string {
    const name = createHash('sha256').update(this.endpoint).digest('hex').slice(0, 16);
    return join(this.directory, `${name}.${kind}`);
  }

  #foreign(): NodeClientError {
    return new NodeClientError(
      'CACHE_UNUSABLE',
      `The copy in ${this.directory} can’t be opened: it is damaged, or another node’s, endpoint’s or credential’s.`,
    );
  }

  #putBack(revision: number, mark: number): NodeClientError {
    return new NodeClientError(
      'CACHE_UNUSABLE',
      `The copy in ${this.directory} is of revision ${revision}, and revision ${mark} was kept already: an older one was put back.`,
    );
  }

  #unusable(error: unknown): NodeClientError {
    const why = error instanceof Error ? error.message : String(error);
    return new NodeClientError('CACHE_UNUSABLE', `The copy in ${this.directory} can’t be read: ${why}`, {
      cause: error,
    });
  }
}
