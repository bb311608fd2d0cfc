import { failed, type Outcome, type Step, type Workshop } from './step.ts';

/** A step that is done, with the time it took in milliseconds. */
export interface Done {
  readonly step: Step;
  readonly outcome: Outcome;
  readonly tookMs: number;
}

/** The wanted steps and all that they need or wait for, in the order of the list. @throws Error for a name that is not there. */
export function withNeeds(steps: readonly Step[], wanted: readonly string[]): readonly Step[] {
  const byName = new Map(steps.map((step) => [step.name, step]));
  const included = new Set<string>();
  const include = (name: string): void => {
    const step = byName.get(name);
    if (step === undefined) {
      throw new Error(`There is no step "${name}". The steps are: ${[...byName.keys()].join(', ')}.`);
    }
    included.add(name);
    [...step.needs, ...(step.after ?? [])].forEach(include);
  };
  wanted.forEach(include);
  return steps.filter(({ name }) => included.has(name));
}

/**
 * Runs the steps, so many at a time, each as soon as those it waits for are done; the first of the list first. A step
 * whose needs failed is not run, and counts as skipped: the run has failed already.
 */
export async function runAll(
  steps: readonly Step[],
  workshop: Workshop,
  { atATime, onDone }: { readonly atATime: number; readonly onDone: (done: Done) => void },
): Promise<readonly Done[]> {
  const waiting = [...steps];
  const running = new Set<Promise<void>>();
  const done = new Map<string, Done>();

  const finish = (step: Step, outcome: Outcome, tookMs: number): void => {
    const result = { step, outcome, tookMs };
    done.set(step.name, result);
    onDone(result);
  };
  const start = async (step: Step): Promise<void> => {
    const begun = performance.now();
    const missing = step.needs.filter((name) => done.get(name)?.outcome.passed === 0);
    const outcome =
      missing.length > 0
        ? { ...notRun, note: `not run, it needs ${missing.join(' and ')}` }
        : await step.run(workshop).catch((error: unknown) => failed(wordsOf(error)));
    finish(step, outcome, performance.now() - begun);
  };

  const isReady = ({ needs, after = [] }: Step): boolean => [...needs, ...after].every((name) => done.has(name));
  while (waiting.length > 0 || running.size > 0) {
    const next = running.size < atATime ? waiting.findIndex(isReady) : -1;
    const [step] = next === -1 ? [] : waiting.splice(next, 1);
    if (step === undefined) {
      if (running.size === 0)
        throw new Error(`These steps wait for each other: ${waiting.map(({ name }) => name).join(', ')}`);
      await Promise.race(running);
      continue;
    }
    const task: Promise<void> = start(step).finally(() => running.delete(task));
    running.add(task);
  }
  return [...done.values()];
}

const notRun: Outcome = { passed: 0, failed: 0, skipped: 1, output: '' };

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
