/** Milliseconds between two words: often enough to be seen moving. */
const interval = 100;

/** What is the newest, each time that it is another, until the work has ended, well or badly. */
export async function* newestUntil<Told>(
  work: Promise<unknown>,
  newest: () => Told | undefined,
): AsyncGenerator<Told, void> {
  const end = () => true;
  const ended = work.then(end, end);
  let told: Told | undefined;
  for (;;) {
    const timer = Promise.withResolvers<boolean>();
    const timeout = setTimeout(timer.resolve, interval, false);
    const hasEnded = await Promise.race([ended, timer.promise]);
    clearTimeout(timeout);
    if (hasEnded) return;
    const next = newest();
    if (next === undefined || next === told) continue;
    told = next;
    yield next;
  }
}
