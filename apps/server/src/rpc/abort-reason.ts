/** The reason of a signal that a deadline aborted. */
export const deadlinePassed = Symbol('deadline passed');

/**
 * A client counts its deadline from when it sends, we count ours from when the call arrives: a peer that hangs up this
 * close to the deadline, in milliseconds, did so because of it.
 */
const clockSlack = 100;

/** Why a call was aborted: its deadline, or (undefined) a peer that has gone. */
export function abortReason(deadline: Date | undefined): symbol | undefined {
  return deadline !== undefined && deadline.getTime() - Date.now() <= clockSlack ? deadlinePassed : undefined;
}
