import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { ProcessGroups } from './process-groups.ts';

const options = { cwd: '.', verbose: false, limitMs: 60_000 };
const node = (program: string) => [process.execPath, '-e', program] as const;

/** A program that starts another one, and prints the other's id. */
const parent = (after: string) =>
  node(`
    const { spawn } = require('node:child_process');
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    console.log(child.pid);
    ${after}
  `);

/** A killed orphan may stay listed as a zombie until somebody reaps it. */
async function isAlive(id: number): Promise<boolean> {
  try {
    process.kill(id, 0);
    const status = await readFile(`/proc/${String(id)}/status`, 'utf8').catch(() => '');
    return !/^State:\s*Z/m.test(status);
  } catch {
    return false;
  }
}

it('tells how a program ended and what it printed on both outputs', async () => {
  const groups = new ProcessGroups();
  expect(await groups.run(node('console.log("fine")'), options)).toEqual({ ok: true, output: 'fine\n' });
  expect(await groups.run(node('console.error("bad"); process.exit(3)'), options)).toEqual({
    ok: false,
    output: 'bad\n',
  });
});

it('a program that cannot be started is a failure with its name', async () => {
  const ended = await new ProcessGroups().run(['/nowhere/program'], options);
  expect(ended).toMatchObject({
    ok: false,
    output: expect.stringContaining('/nowhere/program did not start') as string,
  });
});

it('ends what a program leaves behind', async () => {
  const { ok, output } = await new ProcessGroups().run(parent('process.exit(0)'), options);
  expect(ok).toBe(true);
  await expect.poll(() => isAlive(Number(output))).toBe(false);
});

it('ends programs that take too long, and says so', async () => {
  const { ok, output } = await new ProcessGroups().run(parent(''), { ...options, limitMs: 300 });
  expect(ok).toBe(false);
  expect(output).toContain('it took longer than');
});

it('stops all programs with all that they started, and starts no more', async () => {
  const groups = new ProcessGroups();
  const limits = { ...options, limitMs: 60_000 };
  const running = [groups.run(parent(''), limits), groups.run(parent(''), limits)];
  await new Promise((resolve) => setTimeout(resolve, 300));
  await groups.stop();
  const ends = await Promise.all(running);
  expect(ends.map(({ ok }) => ok)).toEqual([false, false]);
  for (const { output } of ends.filter(({ output }) => output !== '')) {
    await expect.poll(() => isAlive(Number(output))).toBe(false);
  }
  expect(await groups.run(node(''), limits)).toEqual({ ok: false, output: 'Stopped.' });
});
