import type { Call } from './call.js';
import type { CompanyTransaction, Store } from './store.js';

/** Thrown inside the transaction to take everything back, after all checks have passed. */
class ValidatedOnly<Result> extends Error {
  constructor(readonly result: Result) {
    super('validated only');
  }
}

/**
 * Runs a change; with `validateOnly` all of it too, so that every check is the real one, and then takes it back.
 * @returns what the change answers, or would answer
 */
export async function changeOrValidate<Result>(
  store: Store,
  call: Call,
  validateOnly: boolean,
  work: (transaction: CompanyTransaction) => Promise<Result>,
): Promise<Result> {
  if (!validateOnly) return store.change(call, work);
  try {
    return await store.change(call, async (transaction): Promise<Result> => {
      throw new ValidatedOnly(await work(transaction));
    });
  } catch (error) {
    if (error instanceof ValidatedOnly) return (error as ValidatedOnly<Result>).result;
    throw error;
  }
}
