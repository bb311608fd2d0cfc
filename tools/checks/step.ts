/** What one step counted. A step that is a single check counts as one. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Shown after the outcome, in few words. */
  readonly note?: string;
  /** Shown when something failed. */
  readonly output: string;
}

/** How a command ended, and all that it printed. */
export interface Ended {
  readonly ok: boolean;
  readonly output: string;
}

/** What a step may use. */
export interface Workshop {
  /** The folder of the repository. */
  readonly root: string;
  /** A folder for this run, removed at its end. */
  readonly temporary: string;
  /** Runs a program, in the folder of the repository unless told otherwise. Never throws for a failed program. */
  readonly run: (command: readonly [string, ...string[]], options?: RunOptions) => Promise<Ended>;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** One line of the report. */
export interface Step {
  readonly name: string;
  readonly about: string;
  /** Names of steps that must have passed. */
  readonly needs: readonly string[];
  /** Names of steps to wait for, whether or not they passed. */
  readonly after?: readonly string[];
  readonly run: (workshop: Workshop) => Promise<Outcome>;
}

export const passed = (note?: string): Outcome => ({
  passed: 1,
  failed: 0,
  skipped: 0,
  output: '',
  ...(note === undefined ? {} : { note }),
});
export const failed = (output: string): Outcome => ({ passed: 0, failed: 1, skipped: 0, output });

/** A check that passes when all its commands succeed; they run one after the other, and all of them. */
export function commands(...list: readonly (readonly [string, ...string[]])[]): Step['run'] {
  return async ({ run }) => {
    const ends: Ended[] = [];
    for (const command of list) ends.push(await run(command));
    const failures = ends.filter(({ ok }) => !ok);
    return failures.length === 0 ? passed() : failed(failures.map(({ output }) => output).join('\n'));
  };
}
