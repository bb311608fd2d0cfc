/** Asks two ways in turn, and tells how long each took. */

export interface Times {
  /** Medians in milliseconds. */
  readonly certkeep: number;
  readonly sql: number;
}

const leastRounds = 3;
const patienceMs = 6000;

/**
 * Each is asked once beforehand, then turn by turn; who goes first changes, so that neither always has the warmer
 * machine. What takes long is asked less often.
 */
export async function inTurns(
  certkeep: () => Promise<unknown>,
  sql: () => Promise<unknown>,
  rounds: number,
): Promise<Times> {
  await certkeep();
  await sql();
  const times: Record<keyof Times, number[]> = { certkeep: [], sql: [] };
  const both = [async () => times.certkeep.push(await timed(certkeep)), async () => times.sql.push(await timed(sql))];
  const started = performance.now();
  for (let round = 0; round < rounds; round++) {
    if (round >= leastRounds && performance.now() - started > patienceMs) break;
    for (const turn of round % 2 === 0 ? both : both.toReversed()) await turn();
  }
  return { certkeep: median(times.certkeep), sql: median(times.sql) };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function median(figures: readonly number[]): number {
  return figures.toSorted((one, other) => one - other)[figures.length >> 1] ?? Number.NaN;
}
