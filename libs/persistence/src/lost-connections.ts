import { createConnection, type RowDataPacket } from 'mysql2/promise';
import type { Socket } from 'node:net';

/** What is looked at of a connection of MySQL's driver. */
export interface PooledConnection {
  readonly threadId: number;
  readonly stream: Socket;
}

/** What is looked at of a pool of MySQL's driver. */
export interface ConnectionPool {
  on(event: 'acquire', listener: (connection: PooledConnection) => void): unknown;
}

interface Watched {
  readonly stream: Socket;
  readonly threadId: number;
  /** How many bytes had been sent when something was heard last: more means that an answer is owed. */
  answered: number;
  /** Milliseconds, of the clock that never jumps. */
  heardAt: number;
  /** Since when an answer is known to be owed. */
  owedSince: number | undefined;
  /** Until when it is not asked after. */
  patientUntil: number;
}

/** Milliseconds between two looks at what is owed. */
const lookInterval = 500;
/** Milliseconds that an answer is owed before it is asked after. */
const patience = 2_000;
/** Milliseconds that the database may take to say what a connection does. */
const askingTime = 2_000;

/**
 * Ends connections that were lost without a word, as when a firewall has forgotten them. When MySQL owes an answer for
 * long, it is asked through a new connection whether it is still at work on it; if it waits for us, while we wait for it,
 * something between us was lost. Then whatever was silent since goes as well, for it went the same way.
 */
export class LostConnections {
  private readonly watched = new Map<Socket, Watched>();
  private readonly timer: NodeJS.Timeout;

  /** @param url of the database */
  constructor(private readonly url: string) {
    this.timer = setInterval(() => {
      for (const connection of this.watched.values()) this.look(connection);
    }, lookInterval).unref();
  }

  /** Looks after each connection of the pool, from when it is first used. */
  watch(pool: ConnectionPool): void {
    pool.on('acquire', (connection) => {
      if (!this.watched.has(connection.stream)) this.begin(connection);
    });
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private begin({ threadId, stream }: PooledConnection): void {
    const connection: Watched = {
      stream,
      threadId,
      answered: stream.bytesWritten,
      heardAt: performance.now(),
      owedSince: undefined,
      patientUntil: 0,
    };
    this.watched.set(stream, connection);
    stream.on('data', () => {
      noteHeard(connection);
    });
    stream.once('close', () => this.watched.delete(stream));
  }

  private look(connection: Watched): void {
    if (!owes(connection)) return;
    const now = performance.now();
    if (connection.owedSince === undefined) {
      connection.owedSince = now;
      connection.patientUntil = now + patience;
    }
    if (now < connection.patientUntil) return;
    connection.patientUntil = now + patience;
    const { owedSince } = connection;
    void isWaitingForUs(this.url, connection.threadId).then((isWaiting) => {
      if (isWaiting && connection.owedSince === owedSince) this.end(connection, owedSince);
    });
  }

  private end(lost: Watched, since: number): void {
    lost.stream.destroy();
    for (const other of this.watched.values()) {
      if (!owes(other) && other.heardAt < since) other.stream.destroy();
    }
  }
}

function owes({ stream, answered }: Watched): boolean {
  return stream.bytesWritten > answered;
}

function noteHeard(connection: Watched): void {
  connection.answered = connection.stream.bytesWritten;
  connection.heardAt = performance.now();
  connection.owedSince = undefined;
}

/** @returns false also when that can't be said: out of reach, or another server of several that share an address */
async function isWaitingForUs(url: string, threadId: number): Promise<boolean> {
  try {
    const asking = await createConnection({ uri: url, connectTimeout: askingTime });
    try {
      const [rows] = await asking.query<RowDataPacket[]>({ sql: 'SHOW PROCESSLIST', timeout: askingTime });
      return rows.some(({ Id, Command }) => Id === threadId && Command === 'Sleep');
    } finally {
      asking.destroy();
    }
  } catch {
    return false;
  }
}
