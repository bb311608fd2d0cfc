import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Ended, RunOptions } from './step.ts';

const graceMs = 5_000;
const onWindows = process.platform === 'win32';

export interface GroupOptions extends RunOptions {
  readonly cwd: string;
  /** Let the output through as it comes, too. */
  readonly verbose: boolean;
  /** The longest time that a program may take, in milliseconds. */
  readonly limitMs: number;
}

/** Programs, each in a process group of its own, so that what they started ends with them. */
export class ProcessGroups {
  readonly #running = new Set<ChildProcess>();
  #stopped = false;

  /** Runs a program to its end. */
  async run([program, ...args]: readonly [string, ...string[]], options: GroupOptions): Promise<Ended> {
    if (this.#stopped) return { ok: false, output: 'Stopped.' };
    const { cwd, env } = options;
    const child = spawn(program, args, { cwd, env, detached: !onWindows, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#running.add(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (options.verbose) process.stdout.write(text);
      });
    }
    const limit = setTimeout(() => {
      output += `\nStopped: it took longer than ${String(options.limitMs / 60_000)} minutes.\n`;
      void end(child);
    }, options.limitMs);
    const closed = new Promise((resolve) => child.once('close', resolve));
    try {
      const [code] = (await once(child, 'exit')) as [number | null];
      // What the program left running belongs to its group still, and may hold its output open.
      signal(child, 'SIGKILL');
      await closed;
      return { ok: code === 0, output };
    } catch (error) {
      return { ok: false, output: `${program} did not start: ${String(error)}` };
    } finally {
      clearTimeout(limit);
      this.#running.delete(child);
    }
  }

  /** Ends all programs and whatever they started: asked first, killed after five seconds. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all([...this.#running].map(end));
  }
}

async function end(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  signal(child, 'SIGTERM');
  const patience = setTimeout(signal, graceMs, child, 'SIGKILL');
  await exited;
  clearTimeout(patience);
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (onWindows) child.kill(name);
    else process.kill(-child.pid, name);
  } catch {
    // Nobody is left in the group.
  }
}
