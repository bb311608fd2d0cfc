import { readFile } from 'node:fs/promises';
import type { Ended, Outcome } from './step.ts';

/** What a test runner counted. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Reads the counts out of Vitest's JSON report. */
export function vitestCounts(report: unknown): Counts {
  return {
    passed: count(report, 'numPassedTests'),
    // A file that does not load has no tests that could fail.
    failed: Math.max(count(report, 'numFailedTests'), count(report, 'numFailedTestSuites') > 0 ? 1 : 0),
    skipped: count(report, 'numPendingTests') + count(report, 'numTodoTests'),
  };
}

/** Reads the counts out of Playwright's JSON report. A test that passed at the second attempt has failed. */
export function playwrightCounts(report: unknown): Counts {
  const stats = isRecord(report) ? report['stats'] : undefined;
  return {
    passed: count(stats, 'expected'),
    failed: count(stats, 'unexpected') + count(stats, 'flaky'),
    skipped: count(stats, 'skipped'),
  };
}

/** The outcome of a test run: what its report says, and at least one failure where the runner itself says so. */
export async function outcomeOf(
  { ok, output }: Ended,
  reportFile: string,
  read: (report: unknown) => Counts,
): Promise<Outcome> {
  let counts: Counts;
  try {
    counts = read(JSON.parse(await readFile(reportFile, 'utf8')));
  } catch {
    return { passed: 0, failed: 1, skipped: 0, output: `${output}\nThe tests ended without a report.` };
  }
  return { ...counts, failed: ok ? counts.failed : Math.max(counts.failed, 1), output };
}

function count(report: unknown, name: string): number {
  const value = isRecord(report) ? report[name] : undefined;
  if (typeof value !== 'number') throw new TypeError(`The report has no number "${name}".`);
  return value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
