import type { Call } from './call.js';
import type { CompanyTransaction, Store } from './store.js';

/** Thrown inside the transaction to take everything back, after all checks have passed. */
class ValidatedOnly extends Error {
  constructor(readonly result: unknown) {
    super('validated only');
  }
}

/** Stores what `work` changes; to validate only, does all of it, takes it back, and answers with what would be. */
export async function changeOrValidate<Result>(
  store: Store,
  { call, validateOnly }: { readonly call: Call; readonly validateOnly: boolean },
  work: (transaction: CompanyTransaction) => Promise<Result>,
): Promise<Result> {
  if (!validateOnly) return store.change(call, work);
  try {
    return await store.change<Result>(call, async (transaction) => {
      throw new ValidatedOnly(await work(transaction));
    });
  } catch (error) {
    if (error instanceof ValidatedOnly) return error.result as Result;
    throw error;
  }
}
