import { DomainError } from '@certkeep/domain';

const connectionCodes: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'PROTOCOL_CONNECTION_LOST',
  'ER_CON_COUNT_ERROR',
  'ER_SERVER_SHUTDOWN',
  'SQLITE_BUSY',
  'SQLITE_FULL',
  'SQLITE_IOERR',
]);

/** @returns what to tell a client when the error says that the database can't be reached; undefined for any other error */
export function databaseUnavailable(error: unknown): DomainError | undefined {
  if (!(error instanceof Error) || !('code' in error) || !connectionCodes.has(error.code)) return undefined;
  return new DomainError(
    'DATABASE_UNAVAILABLE',
    'The database can’t be reached at the moment. Nothing was changed; try again shortly.',
    { cause: error },
  );
}
