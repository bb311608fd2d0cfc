import { DomainError } from '@certkeep/domain';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import pLimit from 'p-limit';
import { Piscina } from 'piscina';
import { materialField } from '../intake/intake-errors.js';
import type { TruststoreFile } from '../formats/truststore/write-truststore.js';
import {
  defaultLimits,
  type BroughtMaterial,
  type Inspection,
  type IntakeLimits,
  type MaterialFile,
  type MaterialInput,
} from '../intake/material.js';
import { errorOf } from '../intake/refusal.js';
import type { SortedFiles } from '../intake/sort-files.js';
import {
  defaultTrustLimits,
  type ReadingProgress,
  type TrustedEntry,
  type TrustLimits,
} from '../intake/trusted-entries.js';
import type { MaterialAnswers, MaterialResult, MaterialTask, ReadingTask } from './material-task.js';

export interface MaterialPoolOptions {
  readonly limits?: IntakeLimits;
  readonly trustLimits?: TrustLimits;
  /** Milliseconds that one material may take; many files or entries together may take ten times as long. */
  readonly timeLimit?: number;
  /** Mebibytes of heap that a worker may have. */
  readonly memoryLimit?: number;
  /** The worker's program; another one only in tests. */
  readonly program?: string;
}

/** Of what takes long: who wants to know how far it is, and when it is given up. */
export interface Watched {
  readonly signal?: AbortSignal | undefined;
  readonly tell?: ((progress: ReadingProgress) => void) | undefined;
}

interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  readonly transferList?: readonly MessagePort[];
}

/** Waiting for a worker, at the most: past it, callers are told to come back. */
const longestQueue = 64;
const threads = Math.min(4, availableParallelism());
/** Milliseconds that an idle worker is kept, so that the next upload needs none to be started. */
const idleTime = 60_000;

/**
 * Reads strangers' bytes in worker threads, and writes in them what takes long. One that takes too long or too much memory is ended and replaced, and
 * whoever sent the bytes gets MATERIAL_UNREADABLE; nobody else notices.
 */
export class MaterialPool {
  private readonly workers: Piscina<MaterialTask>;
  private readonly oneEach = pLimit(threads);
  private readonly limits: IntakeLimits;
  private readonly trustLimits: TrustLimits;
  private readonly timeLimit: number;

  constructor({
    limits = defaultLimits,
    trustLimits = defaultTrustLimits,
    timeLimit = 5000,
    memoryLimit = 128,
    program,
  }: MaterialPoolOptions = {}) {
    this.limits = limits;
    this.trustLimits = trustLimits;
    this.timeLimit = timeLimit;
    this.workers = new Piscina({
      // By the package's name: the built program, also where this file runs from its source.
      filename: program ?? createRequire(import.meta.url).resolve('@certkeep/x509/material-worker'),
      minThreads: 0,
      maxThreads: threads,
      idleTimeout: idleTime,
      resourceLimits: { maxOldGenerationSizeMb: memoryLimit, maxYoungGenerationSizeMb: 32 },
      // A worker has no business with the settings, in which the key-encryption key may stand.
      env: {},
      execArgv: [],
      recordTiming: false,
    });
  }

  /** @throws DomainError as inspectMaterial does; RATE_LIMITED while too many wait */
  inspect(input: MaterialInput): Promise<Inspection> {
    return this.answerTo('inspect', { kind: 'inspect', input, limits: this.limits }, this.timeLimit);
  }

  /** @throws DomainError as sortFiles does; RATE_LIMITED while too many wait */
  sort(files: readonly MaterialFile[], passphrase: string | undefined): Promise<SortedFiles> {
    return this.answerTo('sort', { kind: 'sort', files, passphrase, limits: this.limits }, this.timeLimit * 10);
  }

  /** @throws DomainError as readTrustedEntries does; RATE_LIMITED while too many wait; the signal's reason */
  async trustedEntries(input: BroughtMaterial, { signal, tell }: Watched = {}): Promise<readonly TrustedEntry[]> {
    const { port1: told, port2: progress } = new MessageChannel();
    if (tell !== undefined) told.on('message', tell);
    told.unref();
    try {
      const task = { kind: 'trust' as const, input, limits: this.trustLimits, progress };
      return await this.answerTo('trust', task, this.timeLimit * 10, { signal, transferList: [progress] });
    } finally {
      told.close();
    }
  }

  /** Writes a truststore of many entries where nobody waits for it. @throws RangeError as its writer does */
  async writeTruststore(file: TruststoreFile): Promise<Uint8Array> {
    const task: MaterialTask = { kind: 'write truststore', file };
    const result = await this.oneEach(() => this.workers.run(task) as Promise<MaterialResult<Uint8Array>>);
    if (result.kind === 'refused') throw errorOf(result.refusal);
    return result.answer;
  }

  async close(): Promise<void> {
    await this.workers.destroy();
  }

  private async answerTo<Kind extends ReadingTask['kind']>(
    _kind: Kind,
    task: ReadingTask & { readonly kind: Kind },
    timeLimit: number,
    options: RunOptions = {},
  ): Promise<MaterialAnswers[Kind]> {
    if (this.oneEach.pendingCount >= longestQueue) {
      throw new DomainError('RATE_LIMITED', 'Too many uploads are being read just now. Try again in a moment.');
    }
    // The time counts from when a worker is free: a stranger's hostile bytes cost nobody else theirs.
    const result = await this.oneEach(() => this.run(task, timeLimit, options));
    if (result.kind === 'refused') throw errorOf(result.refusal);
    return result.answer as MaterialAnswers[Kind];
  }

  private async run(
    task: ReadingTask,
    timeLimit: number,
    { signal, transferList }: RunOptions,
  ): Promise<MaterialResult<unknown>> {
    signal?.throwIfAborted();
    const limit = AbortSignal.timeout(timeLimit);
    try {
      const until = signal === undefined ? limit : AbortSignal.any([limit, signal]);
      const options = { signal: until, ...(transferList === undefined ? {} : { transferList }) };
      return (await this.workers.run(task, options)) as MaterialResult<unknown>;
    } catch (error) {
      signal?.throwIfAborted();
      throw new DomainError(
        'MATERIAL_UNREADABLE',
        'Reading the material took too much time or memory, and was given up. Send less at once, or encrypt its key again with fewer rounds.',
        { field: materialField, cause: error },
      );
    }
  }
}
