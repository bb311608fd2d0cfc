import { execFile } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Where nodes keep their copies: a disk that can be full. */
export interface SmallDisk {
  /** How it is made full, for the report. */
  readonly kind: 'a full file system' | 'a folder that can’t be written';
  readonly folder: string;
  readonly fill: () => Promise<void>;
  readonly free: () => Promise<void>;
  readonly remove: () => Promise<void>;
}

/**
 * As root with the right to mount, a file system of 256 kB in memory; as anybody else, a folder in whose place there is
 * a file for a while: that hinders root too, whom no mode does.
 */
export async function makeSmallDisk(): Promise<SmallDisk> {
  const outer = await mkdtemp(join(tmpdir(), 'certkeep-disk-'));
  return (await mounted(outer)) ?? displaced(outer);
}

/** Unmounted at once and held open alone, so that it goes with this process, however that ends. */
async function mounted(outer: string): Promise<SmallDisk | undefined> {
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'certkeep-test', outer]);
  } catch {
    return undefined;
  }
  const handle = openSync(outer, 'r');
  await run('umount', ['-l', outer]);
  const folder = `/proc/self/fd/${handle}`;
  const filler = join(folder, 'filler');
  return {
    kind: 'a full file system',
    folder,
    fill: async () => {
      await writeFile(filler, Buffer.alloc(1024 * 1024)).catch((error: unknown) => {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
      });
    },
    free: () => rm(filler),
    remove: async () => {
      closeSync(handle);
      await rmdir(outer);
    },
  };
}

async function displaced(outer: string): Promise<SmallDisk> {
  const [folder, aside] = [join(outer, 'disk'), join(outer, 'aside')];
  await mkdir(folder);
  return {
    kind: 'a folder that can’t be written',
    folder,
    fill: async () => {
      await rename(folder, aside);
      await writeFile(folder, '');
    },
    free: async () => {
      await rm(folder);
      await rename(aside, folder);
    },
    remove: () => rm(outer, { recursive: true }),
  };
}
