import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { runStep } from './child.mjs';
import { packagedNode } from './node.mjs';
import { root } from './root.mjs';

/**
 * Installs the locked dependencies unless they are there already. What is there is read from npm's own record, so a
 * checkout installed by hand is left alone.
 *
 * @param {{ verbose: boolean }} options
 */
export async function ensureInstalled({ verbose }) {
  if (!isInstalled()) {
    console.log('Installing dependencies… (about a minute)');
    const npm = process.env['npm_execpath'];
    const command = npm === undefined ? [process.platform === 'win32' ? 'npm.cmd' : 'npm'] : [process.execPath, npm];
    await runStep([...command, 'ci', '--include=dev', '--include=optional'], { verbose });
  }
  linkNode();
}

/** Whether node_modules holds the versions of package-lock.json; packages for other platforms may be missing. */
function isInstalled() {
  const installed = packagesOf(join(root, 'node_modules', '.package-lock.json'));
  const wanted = packagesOf(join(root, 'package-lock.json'));
  if (installed === undefined || wanted === undefined) return false;
  return Object.entries(wanted)
    .filter(([path]) => path.includes('node_modules/'))
    .every(([path, { version, integrity, optional }]) => {
      const found = installed[path];
      if (found === undefined) return optional === true;
      return found.version === version && found.integrity === integrity;
    });
}

function packagesOf(lockFile) {
  return existsSync(lockFile) ? JSON.parse(readFileSync(lockFile, 'utf8')).packages : undefined;
}

/** npm 10 forgets to link the program of the Node that is installed; npm scripts would then run under the outer one. */
function linkNode() {
  const node = packagedNode();
  const link = join(root, 'node_modules', '.bin', 'node');
  if (node !== undefined && process.platform !== 'win32' && !existsSync(link)) {
    symlinkSync(relative(dirname(link), node), link);
  }
}
