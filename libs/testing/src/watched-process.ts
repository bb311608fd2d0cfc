import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';

/** What to run, so that it never outlives this process. */
export interface WatchedProgram {
  readonly command: readonly [program: string, ...args: string[]];
  readonly env?: NodeJS.ProcessEnv;
  /** A command that must succeed first; it runs under the watchdog too. */
  readonly prepare?: readonly string[];
  /** A folder that goes with the program, whichever way it ends. */
  readonly folder?: string;
}

export interface WatchedProcess {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  /** Settles when the program has ended. */
  readonly exited: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** Kills the program at once, as the watchdog does. */
  readonly kill: () => Promise<void>;
}

/**
 * The shell becomes the program, so that signals and the exit are the program's own. Beside it stays a watchdog that
 * reads from a pipe: the pipe closes when this process asks for it or dies, by whatever signal, and then the program
 * is killed and its folder removed.
 */
const script = `
exec 3<&0
(
  trap '' TERM INT HUP
  read -r _ <&3
  kill -KILL $$
  tries=0
  until [ -z "$0" ] || rm -rf "$0" || [ $tries -ge 100 ]; do sleep 0.02; tries=$((tries + 1)); done
) >/dev/null 2>&1 &
exec 3<&-
prepare=$1
shift
eval "$prepare" </dev/null >&2 || exit 1
exec "$@" </dev/null
`;

/** Starts a program that ends when this process ends, also when that is killed. */
export function startWatched({ command, env, prepare, folder }: WatchedProgram): WatchedProcess {
  const args = ['-c', script, folder ?? '', (prepare ?? [':']).map(shellQuoted).join(' '), ...command];
  // A session of its own: Ctrl-C in the terminal reaches this process, and its end reaches the program.
  const child = spawn('/bin/sh', args, { env: env ?? process.env, stdio: 'pipe', detached: true });
  const exited = once(child, 'exit').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
  }));
  return {
    child,
    exited,
    kill: async () => {
      child.stdin.destroy();
      await exited;
    },
  };
}

function shellQuoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
