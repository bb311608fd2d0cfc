import { DomainError, type Reason } from '@certkeep/domain';

/** A refusal as plain data, which can pass from one thread to another. */
export interface Refusal {
  readonly reason: Reason;
  readonly message: string;
  readonly field: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
}

/** @throws the error itself when it is no refusal */
export function refusalOf(error: unknown): Refusal {
  if (!(error instanceof DomainError)) throw error;
  const { reason, message, field, metadata } = error;
  return { reason, message, field, metadata };
}

export function errorOf({ reason, message, field, metadata }: Refusal): DomainError {
  return new DomainError(reason, message, { metadata, ...(field === undefined ? {} : { field }) });
}
