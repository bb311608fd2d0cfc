import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where packages put server programs that an ordinary user's PATH leaves out. */
const serverFolders = ['/usr/sbin', '/usr/local/sbin', '/usr/local/bin', '/opt/homebrew/bin', '/usr/bin'];

/** What to do about a machine that has no MariaDB. */
export const howToGetMariadb =
  'Install it (Debian: apt-get install --no-install-recommends mariadb-server-core mariadb-client-core; ' +
  'macOS: brew install mariadb), ' +
  'or set CERTKEEP_TEST_MARIADB_URL to mysql://user:password@host:port of a server whose user may create databases.';

/** The programs that make and run a MariaDB data folder. */
export interface MariadbPrograms {
  readonly server: string;
  readonly installDatabase: string;
}

/**
 * Finds MariaDB's server and its installer on PATH and where packages put them.
 *
 * @throws Error with a sentence that says what to install, when one is missing.
 */
export function findMariadbPrograms(
  path: string = process.env['PATH'] ?? '',
  furtherFolders: readonly string[] = serverFolders,
): MariadbPrograms {
  const folders = [...path.split(delimiter).filter((folder) => folder !== ''), ...furtherFolders];
  const find = (name: string): string => {
    const found = folders.map((folder) => join(folder, name)).find((program) => existsSync(program));
    if (found === undefined) {
      throw new Error(`The tests need MariaDB, and ${name} was not found. ${howToGetMariadb}`);
    }
    return found;
  };
  return { server: find('mariadbd'), installDatabase: find('mariadb-install-db') };
}
