import type { Clock, CompanyDirectory, ProcessTrust, Store, Truststore, TruststoreFiles } from '@certkeep/application';
import type { TruststoreFormat } from '@certkeep/application';
import type { CompanyId } from '@certkeep/domain';
import type { Logger } from 'pino';
import type { TruststoreFilesConfig } from '../config.js';
import { TruststoreFolder } from './truststore-folder.js';

interface Parts {
  readonly store: Store;
  readonly companies: CompanyDirectory;
  readonly trust: ProcessTrust;
  readonly files: TruststoreFiles;
  readonly clock: Clock;
  readonly log: Logger;
  readonly config: TruststoreFilesConfig;
}

/** How one file stands. */
export interface TruststoreFileState {
  readonly company: string;
  readonly format: TruststoreFormat;
  readonly path: string;
  /** That was written last; 0: none since the start. */
  readonly revision: number;
  readonly entryCount: number;
  readonly writeTime: Date | undefined;
  readonly failure: string | undefined;
}

/** Milliseconds until a write that failed is tried again. */
const retryInterval = 5000;

interface Work {
  readonly slug: string;
  readonly folder: TruststoreFolder;
  wanted: Truststore | undefined;
  running: Promise<void> | undefined;
  states: readonly TruststoreFileState[];
}

/**
 * Keeps the files of what the API_MANAGER environments trust in step with what this process trusts: at the start and
 * after every change. While one is written, of those that come only the last is written next.
 */
export class TruststoreFileJob {
  private readonly works = new Map<CompanyId, Promise<Work>>();
  private readonly known = new Map<CompanyId, Work>();
  private timer: NodeJS.Timeout | undefined;
  private hasEnded = false;

  constructor(private readonly parts: Parts) {
    parts.trust.listen((truststore) => {
      this.want(truststore);
    });
  }

  statesOf(company: CompanyId): readonly TruststoreFileState[] {
    return this.known.get(company)?.states ?? [];
  }

  allStates(): readonly TruststoreFileState[] {
    return [...this.known.values()].flatMap(({ states }) => states);
  }

  /** Lets the write that is under way end. */
  async stop(): Promise<void> {
    this.hasEnded = true;
    clearTimeout(this.timer);
    for (const { running } of this.known.values()) await running;
  }

  private want(truststore: Truststore): void {
    this.workOf(truststore.company).then(
      (work) => {
        work.wanted = truststore;
        this.run(work);
      },
      (error: unknown) => {
        this.parts.log.error({ err: error }, 'truststore files could not be prepared');
        this.again(() => {
          this.want(truststore);
        });
      },
    );
  }

  private run(work: Work): void {
    work.running ??= this.writeWanted(work).finally(() => (work.running = undefined));
  }

  private async writeWanted(work: Work): Promise<void> {
    while (work.wanted !== undefined && !this.hasEnded) {
      const { wanted } = work;
      work.wanted = undefined;
      try {
        await work.folder.write(wanted);
        work.states = this.statesAfter(work, wanted);
      } catch (error) {
        this.fail(work, wanted, error);
        return;
      }
    }
  }

  private fail(work: Work, truststore: Truststore, error: unknown): void {
    const failure = error instanceof Error ? error.message : String(error);
    if (work.states.some((state) => state.failure !== failure)) {
      this.parts.log.error({ err: error, company: work.slug }, 'truststore files could not be written');
    }
    work.states = work.states.map((state) => ({ ...state, failure }));
    work.wanted ??= truststore;
    this.again(() => {
      this.run(work);
    });
  }

  private again(work: () => void): void {
    if (!this.hasEnded) this.timer = setTimeout(work, retryInterval).unref();
  }

  private statesAfter({ slug, folder }: Work, { revision, entries }: Truststore): readonly TruststoreFileState[] {
    const writeTime = this.parts.clock.now();
    return this.parts.config.formats.map((format) => ({
      company: slug,
      format,
      path: folder.pathOf(format),
      revision,
      entryCount: entries.length,
      writeTime,
      failure: undefined,
    }));
  }

  private workOf(company: CompanyId): Promise<Work> {
    const known = this.works.get(company) ?? this.newWork(company);
    this.works.set(company, known);
    known.catch(() => this.works.delete(company));
    return known;
  }

  private async newWork(company: CompanyId): Promise<Work> {
    const { companies, config } = this.parts;
    const slug = (await companies.list()).find(({ id }) => id === company)?.slug ?? company;
    const folder = new TruststoreFolder(this.parts, slug);
    await folder.prepare();
    const states = config.formats.map((format) => ({
      company: slug,
      format,
      path: folder.pathOf(format),
      revision: 0,
      entryCount: 0,
      writeTime: undefined,
      failure: undefined,
    }));
    const work: Work = { slug, folder, wanted: undefined, running: undefined, states };
    this.known.set(company, work);
    return work;
  }
}
