import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ensureSystemPrograms } from './debian-packages.ts';

const database = { title: 'A database', program: 'no-such-database', packages: ['db-core'], instead: 'TEST_DATABASE' };
const there = { title: 'A tool', program: 'env', packages: ['coreutils'], instead: 'TEST_TOOL' };

let folder = '';
const asked: string[] = [];
const said: string[] = [];
/** Answers that so many installations fail first. */
const machine = (failures: number) => ({
  run: (command: readonly string[]) => {
    asked.push(command.filter((word) => !/^-|Timeout/.test(word)).join(' '));
    const isInstall = command.includes('install');
    return Promise.resolve({ ok: !isInstall || failures-- <= 0, output: 'E: no such package' });
  },
});
const ensure = (failures = 0, programs = [database, there]) =>
  ensureSystemPrograms(programs, machine(failures), (text) => said.push(text));

beforeEach(async () => {
  asked.length = 0;
  said.length = 0;
  folder = await mkdtemp(join(tmpdir(), 'certkeep-apt-'));
  await writeFile(join(folder, 'apt-get'), '');
  vi.stubEnv('PATH', folder);
  vi.spyOn(process, 'getuid').mockReturnValue(0);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

describe('installing what the tests need of the machine', () => {
  it('installs what is missing, and only that', async () => {
    await ensure();
    expect(asked).toEqual(['apt-get install db-core']);
    expect(said).toEqual(['Installing A database…']);
  });

  it('fetches the lists of packages when the first attempt fails', async () => {
    await ensure(1);
    expect(asked).toEqual(['apt-get install db-core', 'apt-get update', 'apt-get install db-core']);
  });

  it('says why it failed', async () => {
    await ensure(2);
    expect(said.at(-1)).toBe('Installing A database failed:\nE: no such package');
  });

  it.each([
    { unless: 'nothing is missing', arrange: () => ensure(0, [there]) },
    {
      unless: 'a setting names another one',
      arrange: () => {
        vi.stubEnv('TEST_DATABASE', 'mysql://…');
        return ensure();
      },
    },
    {
      unless: 'this is not root',
      arrange: () => {
        vi.mocked(process.getuid ?? (() => 0)).mockReturnValue(1000);
        return ensure();
      },
    },
    {
      unless: 'this is not Debian',
      arrange: async () => {
        await rm(join(folder, 'apt-get'));
        vi.stubEnv('PATH', '/nowhere');
        return ensure();
      },
    },
  ])('does nothing where $unless', async ({ arrange }) => {
    await arrange();
    expect(asked).toEqual([]);
  });
});
