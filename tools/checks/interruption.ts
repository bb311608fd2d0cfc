/** Why a run is to stop before its end, and with which exit code. */
export interface Interruption {
  readonly why: string;
  readonly exitCode: number;
}

const codes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
const starterCheckMs = 500;

/**
 * Settles when somebody asks for the end: by a signal, or by ending the process that started this one. npm passes
 * signals to a shell in between, which dies without telling.
 */
export function interruption(): Promise<Interruption> {
  return new Promise((resolve) => {
    for (const [signal, exitCode] of Object.entries(codes)) {
      process.on(signal, () => {
        resolve({ why: `Interrupted by ${signal}`, exitCode });
      });
    }
    const starter = process.ppid;
    setInterval(() => {
      if (process.ppid !== starter) resolve({ why: 'The process that started this one has gone', exitCode: 143 });
    }, starterCheckMs).unref();
  });
}
