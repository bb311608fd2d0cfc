import type { Done } from './schedule.ts';
import type { Outcome } from './step.ts';

/** One line about a step that is done, after its output if something failed. */
export function reportOf({ step, outcome, tookMs }: Done, { showOutput }: { readonly showOutput: boolean }): string {
  const { passed, failed, skipped, note, output } = outcome;
  const word = failed > 0 ? 'FAILED' : passed > 0 ? 'passed' : 'skipped';
  const counts = passed + failed + skipped > 1 ? countsOf(outcome) : undefined;
  const details = [counts, note].filter((detail) => detail !== undefined).join(', ');
  const line =
    `${word.padEnd(9)}${step.name.padEnd(10)}${(tookMs / 1000).toFixed(1).padStart(6)} s  ${details}`.trimEnd();
  return failed > 0 && showOutput ? `\n${output.trimEnd()}\n${line}\n` : line;
}

/** The last line of a run. */
export function closingLine(outcomes: readonly Outcome[]): string {
  const sum = (part: 'passed' | 'failed' | 'skipped'): number =>
    outcomes.reduce((total, each) => total + each[part], 0);
  return countsOf({ passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') });
}

function countsOf({ passed, failed, skipped }: Pick<Outcome, 'passed' | 'failed' | 'skipped'>): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
