/** Milliseconds that the work took. */
export async function durationOf(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** The middle of some rounds' milliseconds. */
export async function medianDuration(rounds: number, work: () => unknown): Promise<number> {
  const durations: number[] = [];
  for (let round = 0; round < rounds; round++) durations.push(await durationOf(work));
  return durations.toSorted((one, other) => one - other)[rounds >> 1] ?? 0;
}
