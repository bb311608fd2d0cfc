import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { failed, type Outcome, passed, type Workshop } from './step.ts';

/** Lints the contract, and compares it with the one of the main branch: clients of that one must go on working. */
export async function checkContract(workshop: Workshop): Promise<Outcome> {
  const ends = [await workshop.run(['buf', 'lint']), await workshop.run(['buf', 'format', '--diff', '--exit-code'])];
  const base = await baseCommit(workshop);
  const before = base === undefined ? undefined : await contractAt(base.commit, workshop);
  if (before !== undefined) ends.push(await workshop.run(['buf', 'breaking', '--against', before]));

  const failures = ends.filter(({ ok }) => !ok);
  if (failures.length > 0) return failed(failures.map(({ output }) => output).join('\n'));
  if (base === undefined) return passed('no commit to compare it with');
  return passed(before === undefined ? `it is new since ${base.name}` : `compared with ${base.name}`);
}

/** The main branch as the server has it, or as it is here, or, on a clone without one, the commit itself. */
async function baseCommit({ run }: Workshop): Promise<{ name: string; commit: string } | undefined> {
  for (const name of ['origin/main', 'main', 'HEAD']) {
    const { ok, output } = await run(['git', 'rev-parse', '--verify', '--quiet', `${name}^{commit}`]);
    if (ok) return { name, commit: output.trim() };
  }
  return undefined;
}

/**
 * Writes the contract of a commit into a folder, or returns undefined if it had none. Git makes the copy, because buf
 * would clone, which shallow clones and work trees do not take.
 */
async function contractAt(commit: string, { run, temporary }: Workshop): Promise<string | undefined> {
  const paths = ['proto', 'buf.yaml'];
  const listed = await run(['git', 'ls-tree', '-r', '--name-only', commit, '--', ...paths]);
  if (!listed.output.includes('.proto')) return undefined;
  const folder = join(temporary, 'contract-before');
  const archive = `${folder}.tar`;
  await mkdir(folder);
  const made = await run(['git', 'archive', '--format=tar', `--output=${archive}`, commit, '--', ...paths]);
  const unpacked = await run(['tar', '-xf', archive, '-C', folder]);
  if (!made.ok || !unpacked.ok) throw new Error(`${made.output}${unpacked.output}`);
  // Before there was a buf.yaml, the folder alone was the module.
  return existsSync(join(folder, 'buf.yaml')) ? folder : join(folder, 'proto');
}
