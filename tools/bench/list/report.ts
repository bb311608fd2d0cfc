import type { Aim } from './questions.ts';
import type { Times } from './turns.ts';

/** One question's figures, by the number of certificates. */
export interface Line {
  readonly name: string;
  readonly aim: Aim | undefined;
  readonly times: ReadonlyMap<number, Times>;
}

const mostOfSql = 1.5;
const mostGrowth = 1.5;
const mostForSummary = 50;
/** Of those that miss an aim. */
const mostNamed = 5;

export function printReport(database: string, sizes: readonly number[], lines: readonly Line[]): void {
  const head = sizes.map((size) => `${size.toLocaleString('en')}: Certkeep`.padStart(22) + '    SQL  ratio');
  print(`\n${database}, medians in ms\n${''.padEnd(28)}${head.join('')}  growth`);
  for (const line of lines) {
    const figures = sizes.map((size) => {
      const times = line.times.get(size);
      if (times === undefined) return ''.padStart(36);
      return (
        figure(times.certkeep).padStart(22) + figure(times.sql).padStart(7) + ratioOf(times).toFixed(2).padStart(7)
      );
    });
    print(`${line.name.padEnd(28)}${figures.join('')}${growthOf(line).toFixed(2).padStart(8)}`);
  }
  printAims(sizes, lines);
}

function printAims(sizes: readonly number[], lines: readonly Line[]): void {
  const largest = Math.max(...sizes);
  const aimed = lines.filter(({ aim }) => aim === 'first page' || aim === 'filter');
  const worst = (figures: readonly (readonly [name: string, figure: number])[], most: number, unit: string) => {
    const over = figures.filter(([, value]) => value > most).sort(([, one], [, other]) => other - one);
    if (over.length === 0) return 'met by all';
    const named = over.slice(0, mostNamed).map(([name, value]) => `${name} ${value.toFixed(1)}${unit}`);
    return `missed by ${over.length} of ${figures.length}, most by ${named.join('; ')}`;
  };
  const ratios = aimed.flatMap(({ name, times }) =>
    [...times].map(([size, both]) => [`${name} (${size.toLocaleString('en')})`, ratioOf(both)] as const),
  );
  print(`\nfirst page and filters within ${mostOfSql} × of the SQL: ${worst(ratios, mostOfSql, ' ×')}`);
  const growths = aimed.map((line) => [line.name, growthOf(line)] as const);
  print(`first page and filters grow at most ${mostGrowth} ×: ${worst(growths, mostGrowth, ' ×')}`);
  const summaries = lines
    .filter(({ aim }) => aim === 'summary')
    .map(({ name, times }) => [name, times.get(largest)?.certkeep ?? Number.NaN] as const);
  print(
    `summary within ${mostForSummary} ms at ${largest.toLocaleString('en')}: ${worst(summaries, mostForSummary, ' ms')}`,
  );
}

function ratioOf({ certkeep, sql }: Times): number {
  return certkeep / sql;
}

/** From the smallest number of certificates to the largest. */
function growthOf({ times }: Line): number {
  const sizes = [...times.keys()].sort((one, other) => one - other);
  const at = (size: number | undefined) => (size === undefined ? undefined : times.get(size)?.certkeep);
  return (at(sizes.at(-1)) ?? Number.NaN) / (at(sizes[0]) ?? Number.NaN);
}

function figure(milliseconds: number): string {
  return milliseconds < 100 ? milliseconds.toFixed(2) : milliseconds.toFixed(0);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
