import { TrustedCaVerdict_Outcome as Outcome, type ImportTrustedCasResponse } from '@certkeep/contracts/connect';
import { Refusal } from '../../client/rpc-error.js';

/** Waits for an import's end. @returns the first refusal; undefined when everything is trusted */
export async function importProblem(events: AsyncIterable<ImportTrustedCasResponse>): Promise<Refusal | undefined> {
  let refusal: Refusal | undefined;
  for await (const { event } of events) {
    if (event.case !== 'verdict' || event.value.outcome !== Outcome.REFUSED) continue;
    refusal ??= new Refusal(event.value.problem?.message ?? 'It was refused.', 'material');
  }
  return refusal;
}
