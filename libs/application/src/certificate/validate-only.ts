import type { Call } from '../call.js';
import type { CompanyTransaction, Store } from '../store.js';

/** Thrown inside the transaction to take everything back, after all checks have passed. */
class ValidatedOnly extends Error {
  constructor(readonly result: unknown) {
    super('validated only');
  }
}

/** A change that is taken back where only its checks were asked for: the answer is the same, and nothing is stored. */
export async function changeUnlessValidating<Result>(
  store: Store,
  call: Call,
  validateOnly: boolean,
  work: (transaction: CompanyTransaction) => Promise<Result>,
): Promise<Result> {
  try {
    return await store.change(call, async (transaction) => {
      const result = await work(transaction);
      if (validateOnly) throw new ValidatedOnly(result);
      return result;
    });
  } catch (error) {
    if (error instanceof ValidatedOnly) return error.result as Result;
    throw error;
  }
}
