import { QueryFailedError } from 'typeorm';

const codes: ReadonlySet<unknown> = new Set(['SQLITE_CONSTRAINT_UNIQUE', 'ER_DUP_ENTRY']);

/** Whether a row was refused because another one has the same values where no two may. */
export function isUniqueViolation(error: unknown): boolean {
  if (!(error instanceof QueryFailedError)) return false;
  const cause: unknown = error.driverError;
  return cause instanceof Error && 'code' in cause && codes.has(cause.code);
}
