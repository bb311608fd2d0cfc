import type { Running } from './running.js';

/** What `/metrics` says: the value of each series by its name with its labels, as in `name{label="value"}`. */
export async function metricsOf({ serving: { httpUrl } }: Running): Promise<(series: string) => number | undefined> {
  const text = await (await fetch(`${httpUrl}/metrics`)).text();
  const values = new Map(
    text
      .split('\n')
      .filter((line) => !line.startsWith('#'))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );
  return (series) => values.get(series);
}
