import { randomUUID } from 'node:crypto';
import { chmod, chown, lstat, mkdir, open, readdir, readlink, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { groupId, userId } from './accounts.js';
import type { FileConfig } from './config.js';
import type { Output } from './outputs.js';

/** Folders that stay beside the one in use: for who opened the link a moment ago. */
const kept = 2;

/**
 * All files are written and flushed beside their places first, and then renamed one after the other: nobody sees half a
 * file, and a failure before the first rename changes nothing. Who needs them to change as one sets `directory`.
 */
export async function writeInPlace(outputs: readonly Output[]): Promise<void> {
  const written: { readonly beside: string; readonly path: string }[] = [];
  try {
    for (const { file, bytes } of outputs) {
      await removeLeft(dirname(file.path), `${basename(file.path)}.`);
      const beside = `${file.path}.${randomUUID()}`;
      written.push({ beside, path: file.path });
      await writeNew(beside, bytes, file);
    }
    for (const { beside, path } of written) await rename(beside, path);
  } finally {
    await Promise.all(written.map(({ beside }) => rm(beside, { force: true })));
  }
  for (const folder of new Set(written.map(({ path }) => dirname(path)))) await flushFolder(folder);
}

/** Writes the files into a new folder beside the link, and switches the link to it: all change at once. */
export async function writeAndSwitch(link: string, outputs: readonly Output[]): Promise<void> {
  const there = await lstat(link).catch(() => undefined);
  if (there !== undefined && !there.isSymbolicLink()) {
    throw new Error(
      `${link} is there and no link: directory names a link that the agent makes. Remove it, or name another.`,
    );
  }
  const parent = dirname(link);
  const prefix = `.${basename(link)}.`;
  // Sorts by time, so that the oldest go first.
  const folder = `${prefix}${Date.now().toString().padStart(15, '0')}-${randomUUID().slice(0, 8)}`;
  await mkdir(parent, { recursive: true });
  await removeLeft(parent, prefix);
  await mkdir(join(parent, folder), { mode: 0o755 });
  for (const { file, bytes } of outputs) await writeNew(join(parent, folder, file.path), bytes, file);
  await flushFolder(join(parent, folder));
  const beside = join(parent, `${prefix}${randomUUID()}`);
  await symlink(folder, beside);
  await rename(beside, link);
  await flushFolder(parent);
  const folders = (await readdir(parent)).filter((name) => name.startsWith(prefix) && name !== folder).sort();
  const old = folders.slice(0, Math.max(0, folders.length - kept));
  const inUse = await readlink(link);
  await Promise.all(
    old.filter((name) => name !== inUse).map((name) => rm(join(parent, name), { recursive: true, force: true })),
  );
}

/** What an agent that was killed in the middle has left beside a file, a key perhaps. */
async function removeLeft(folder: string, prefix: string): Promise<void> {
  const left = (await readdir(folder)).filter(
    (name) => name.startsWith(prefix) && uuid.test(name.slice(prefix.length)),
  );
  await Promise.all(left.map((name) => rm(join(folder, name), { force: true })));
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

async function writeNew(path: string, bytes: Uint8Array, { owner, group, mode }: FileConfig): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  // The owner first: a key is at no moment open to more than are meant.
  if (owner !== undefined || group !== undefined) {
    await chown(path, await userId(owner), await groupId(group));
  }
  await chmod(path, mode);
}

async function flushFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
