import { Code, ConnectError } from '@connectrpc/connect';
import {
  BadRequestSchema,
  ErrorInfoSchema,
  PreconditionFailureSchema,
  RequestInfoSchema,
} from '@certkeep/contracts/connect';

/** A failed call, as the UI shows it. */
export interface Failure {
  /** For people: what happened, why, what to do. */
  readonly message: string;
  /** The contract's reason; empty when the server didn't give one. */
  readonly reason: string;
  /** Messages by the request field that they are about. */
  readonly fields: Readonly<Record<string, string>>;
  /** Records that stand in the way. */
  readonly dependents: readonly { readonly kind: string; readonly id: string; readonly name: string }[];
  /** Finds the call in the server's log. */
  readonly requestId: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** What the UI refuses by itself, before anything is sent. */
export class Refusal extends Error {
  /** @param field of the request that would have been sent */
  constructor(
    message: string,
    readonly field: string,
  ) {
    super(message);
  }
}

export function failureOf(error: unknown): Failure {
  if (error instanceof Refusal) {
    const { message, field } = error;
    return { message, reason: '', fields: { [field]: message }, dependents: [], requestId: '', metadata: {} };
  }
  const status = ConnectError.from(error);
  const [info] = status.findDetails(ErrorInfoSchema);
  const [request] = status.findDetails(RequestInfoSchema);
  const violations = status.findDetails(BadRequestSchema).flatMap(({ fieldViolations }) => fieldViolations);
  const obstacles = status.findDetails(PreconditionFailureSchema).flatMap((failure) => failure.violations);
  return {
    message: info === undefined ? messageWithoutReason(status) : status.rawMessage,
    reason: info?.reason ?? '',
    fields: Object.fromEntries(violations.map(({ field, description }) => [field, description])),
    dependents: obstacles.map(({ subject, description }) => {
      const [kind = '', id = ''] = subject.split('/');
      return { kind, id, name: description };
    }),
    requestId: request?.requestId ?? '',
    metadata: info?.metadata ?? {},
  };
}

/** Asking again helps only where nobody has refused. */
export function shouldRetry(failures: number, error: unknown): boolean {
  return failures < 2 && ConnectError.from(error).code === Code.Unavailable;
}

function messageWithoutReason({ code, rawMessage }: ConnectError): string {
  if (code === Code.Internal && rawMessage !== '') return rawMessage;
  if (code === Code.Unimplemented) return 'This is not built yet.';
  if (code === Code.ResourceExhausted) return 'That is more than Certkeep takes in one go. Send less at once.';
  return 'Certkeep can’t be reached. Check the connection and try again.';
}
