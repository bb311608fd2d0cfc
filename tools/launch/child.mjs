import { spawn } from 'node:child_process';

const onWindows = process.platform === 'win32';
const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Calls back for each signal that asks for the end; returns what stops that. */
function onEndAskedFor(callback) {
  for (const signal of passedOn) process.on(signal, callback);
  // npm passes signals to the shell between it and us, which dies without telling.
  const starter = process.ppid;
  const startedByNpm = process.env['npm_lifecycle_event'] !== undefined;
  const watch = setInterval(() => {
    if (!startedByNpm || process.ppid === starter) return;
    clearInterval(watch);
    callback('SIGTERM');
  }, 500);
  watch.unref();
  return () => {
    clearInterval(watch);
    for (const signal of passedOn) process.off(signal, callback);
  };
}

/**
 * Runs a step whose output matters only when it fails, or always with `verbose`. The step has a process group of its
 * own, so that an interruption ends all that it started.
 *
 * @param {readonly string[]} command program and arguments
 * @param {{ env?: NodeJS.ProcessEnv, verbose: boolean }} options
 * @returns {Promise<void>} rejects with the step's output when it fails
 */
export function runStep([program, ...args], { env = process.env, verbose }) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env,
      detached: !onWindows,
      shell: onWindows && program.endsWith('.cmd'),
      stdio: ['ignore', verbose ? 'inherit' : 'pipe', verbose ? 'inherit' : 'pipe'],
    });
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text) => (output += text));
    child.stderr?.setEncoding('utf8').on('data', (text) => (output += text));
    let interruptedBy;
    const interrupt = (signal) => {
      if (interruptedBy !== undefined) return;
      interruptedBy = signal;
      if (onWindows || child.pid === undefined) child.kill();
      else process.kill(-child.pid, 'SIGTERM');
    };
    const settled = onEndAskedFor(interrupt);
    child.once('error', reject);
    child.once('close', (code) => {
      settled();
      if (interruptedBy !== undefined) endAs(null, interruptedBy);
      else if (code === 0) resolve();
      else reject(new Error(`${output.trimEnd()}\n\n"${[program, ...args].join(' ')}" failed.`));
    });
  });
}

/**
 * Hands the terminal over to a program: its output is ours, signals go to it, and its end is ours.
 *
 * @param {readonly string[]} command program and arguments
 * @param {NodeJS.ProcessEnv} env
 */
export function become([program, ...args], env) {
  // Ctrl-C reaches the whole group of the terminal, and npm passes it on once more: a group of its own, and one signal
  // for those that come at once, let the program see what was pressed.
  const child = spawn(program, args, { env, detached: !onWindows, stdio: 'inherit' });
  let last = -Infinity;
  const settled = onEndAskedFor((signal) => {
    if (performance.now() - last < 1_000) return;
    last = performance.now();
    child.kill(signal);
  });
  child.once('error', (error) => {
    console.error(error.message);
    process.exit(1);
  });
  child.once('exit', (code, signal) => {
    settled();
    endAs(code, signal);
  });
}

/** Ends this process as a child ended: with its code, or by its signal. */
function endAs(code, signal) {
  if (signal === null) process.exit(code);
  process.kill(process.pid, signal);
}
