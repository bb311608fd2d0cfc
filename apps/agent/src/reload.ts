import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { ReloadConfig } from './config.js';

/** Of what a failed command said, this many characters are told. */
const mostSaid = 500;

/**
 * Tells who uses the files that they have changed.
 * @throws Error that says what failed, with the end of what the command said
 */
export async function reload(config: ReloadConfig): Promise<void> {
  switch (config.kind) {
    case 'command':
      await runCommand(config);
      return;
    case 'signal': {
      const text = (await readFile(config.pidFile, 'utf8')).trim();
      if (!/^[1-9]\d*$/.test(text)) throw new Error(`${config.pidFile} holds no process id.`);
      process.kill(Number(text), config.signal);
    }
  }
}

function runCommand({ command, timeout }: Extract<ReloadConfig, { kind: 'command' }>): Promise<void> {
  const [program, ...words] = command;
  return new Promise((resolve, reject) => {
    execFile(program, words, { timeout, killSignal: 'SIGKILL' }, (error, stdout, stderr) => {
      if (error === null) {
        resolve();
        return;
      }
      const said = `${stdout}${stderr}`.trim().slice(-mostSaid);
      const how =
        error.killed === true
          ? `took longer than ${timeout / 1000} s`
          : `failed (${String(error.code ?? error.signal)})`;
      reject(new Error(`The command “${program}” ${how}${said === '' ? '.' : `: ${said}`}`));
    });
  });
}
