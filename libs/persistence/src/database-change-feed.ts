import type { ChangeFeed, ChangeListener, LoggedChange } from '@certkeep/application';
import type { CompanyId } from '@certkeep/domain';
import { MoreThan } from 'typeorm';
import type { Database } from './database.js';

/** How often other replicas' commits are looked for, in milliseconds. One small query, whatever the number of certificates. */
const pollInterval = 500;

/**
 * Tells of committed changes, each once, in order. This process's own are told as they commit; other replicas' are read
 * from the change log, which has no gap, so that "after the last one seen" misses nothing.
 */
export class DatabaseChangeFeed implements ChangeFeed {
  private readonly listeners = new Set<ChangeListener>();
  private readonly seen = new Map<CompanyId, number>();
  private timer: NodeJS.Timeout | undefined;
  /** Turns at which others' changes were to be read, since they last were. */
  private missed = 0;
  private isLooking = false;
  private reading: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly onPollFailure: (error: unknown) => void,
  ) {}

  get blindFor(): number {
    // By turns and not by the clock: a process that was busy, or asleep, has not been cut off.
    return this.missed * pollInterval;
  }

  subscribe(listener: ChangeListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Takes the revisions as they are now for seen, and begins to watch for other replicas' changes. */
  async start(): Promise<void> {
    for (const [company, revision] of await this.revisions()) this.seen.set(company, revision);
    this.timer = setInterval(() => {
      this.takeTurn();
    }, pollInterval).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Called after a commit of this process: when it resolves, every listener knows of it. */
  async noteCommitted(company: CompanyId, changes: readonly LoggedChange[]): Promise<void> {
    const last = changes.at(-1);
    if (last === undefined || last.revision <= this.seenOf(company)) return;
    if (changes[0]?.revision === this.seenOf(company) + 1) this.tell(company, changes);
    // The change is committed, whatever becomes of reading others': the next poll tries again.
    else await this.catchUp().catch(this.onPollFailure);
  }

  /** Reads what others have committed. Calls take turns, so nothing is told twice. */
  catchUp(): Promise<void> {
    this.reading = this.reading.catch(() => undefined).then(() => this.readOthers());
    return this.reading;
  }

  private async readOthers(): Promise<void> {
    for (const [company, revision] of await this.revisions()) {
      if (revision <= this.seenOf(company)) continue;
      const rows = await this.database.reader.getRepository(this.database.entities.changes).find({
        where: { company_id: company, revision: MoreThan(this.seenOf(company)) },
        order: { revision: 'ASC' },
      });
      const unseen = rows.filter((row) => row.revision > this.seenOf(company));
      if (unseen.length === 0) continue;
      this.tell(
        company,
        unseen.map(({ kind, record_id, revision: at }) => ({ kind, recordId: record_id, revision: at })),
      );
    }
  }

  private tell(company: CompanyId, changes: readonly LoggedChange[]): void {
    const last = changes.at(-1);
    if (last === undefined) return;
    this.seen.set(company, last.revision);
    for (const listener of this.listeners) listener(company, changes);
  }

  private seenOf(company: CompanyId): number {
    return this.seen.get(company) ?? 0;
  }

  private async revisions(): Promise<(readonly [CompanyId, number])[]> {
    const rows = await this.database.reader
      .getRepository(this.database.entities.companies)
      .find({ select: { id: true, revision: true } });
    return rows.map(({ id, revision }) => [id as CompanyId, revision] as const);
  }

  private takeTurn(): void {
    this.missed += 1;
    if (this.isLooking) return;
    this.isLooking = true;
    this.catchUp()
      .then(
        () => {
          this.missed = 0;
        },
        (error: unknown) => {
          this.onPollFailure(error);
        },
      )
      .finally(() => {
        this.isLooking = false;
      });
  }
}
