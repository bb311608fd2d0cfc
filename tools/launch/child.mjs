import { spawn } from 'node:child_process';

const onWindows = process.platform === 'win32';
const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP'];

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
      interruptedBy ??= signal;
      if (onWindows || child.pid === undefined) child.kill();
      else process.kill(-child.pid, 'SIGTERM');
    };
    for (const signal of passedOn) process.on(signal, interrupt);
    child.once('error', reject);
    child.once('close', (code) => {
      for (const signal of passedOn) process.off(signal, interrupt);
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
  let last = 0;
  for (const signal of passedOn) {
    process.on(signal, () => {
      if (performance.now() - last < 300 && last !== 0) return;
      last = performance.now();
      child.kill(signal);
    });
  }
  child.once('error', (error) => {
    console.error(error.message);
    process.exit(1);
  });
  child.once('exit', endAs);
}

/** Ends this process as a child ended: with its code, or by its signal. */
function endAs(code, signal) {
  if (signal === null) process.exit(code);
  for (const each of passedOn) process.removeAllListeners(each);
  process.kill(process.pid, signal);
}
