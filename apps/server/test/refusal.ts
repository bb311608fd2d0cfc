import { ConnectError } from '@connectrpc/connect';
import { BadRequestSchema, ErrorInfoSchema, PreconditionFailureSchema } from '@certkeep/contracts/connect';

/** What a call was refused for; all undefined for one that was not. */
export async function refusalOf(call: Promise<unknown>) {
  const failure = await call.then(
    () => undefined,
    (error: unknown) => ConnectError.from(error),
  );
  return {
    reason: failure?.findDetails(ErrorInfoSchema)[0]?.reason,
    field: failure?.findDetails(BadRequestSchema)[0]?.fieldViolations[0]?.field,
    message: failure?.rawMessage,
    metadata: failure?.findDetails(ErrorInfoSchema)[0]?.metadata,
    dependents: failure
      ?.findDetails(PreconditionFailureSchema)[0]
      ?.violations.map(({ subject, description }) => `${subject.split('/')[0] ?? ''} ${description}`),
  };
}
