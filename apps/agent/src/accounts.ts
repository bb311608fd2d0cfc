import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Leaves the owner or the group as it is (chown(2)). */
const unchanged = -1;

/** @param name of a user, or its number @throws Error that says that there is none */
export function userId(name: string | undefined): Promise<number> {
  return idOf('passwd', name);
}

/** @param name of a group, or its number @throws Error that says that there is none */
export function groupId(name: string | undefined): Promise<number> {
  return idOf('group', name);
}

/** Asks the system, which may know accounts that are in no file. */
async function idOf(database: 'passwd' | 'group', name: string | undefined): Promise<number> {
  if (name === undefined) return unchanged;
  if (/^\d+$/.test(name)) return Number(name);
  try {
    const { stdout } = await promisify(execFile)('getent', [database, name]);
    return Number(stdout.split(':')[2]);
  } catch {
    throw new Error(`There is no ${database === 'passwd' ? 'user' : 'group'} “${name}” on this host.`);
  }
}
