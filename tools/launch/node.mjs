import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { root } from './root.mjs';

/** TypeORM wants 24.11, and nobody tests on 25. */
const [major, minor] = process.versions.node.split('.').map(Number);
const isFit = (major === 24 && minor >= 11) || major >= 26;

/** The Node that is installed as a dependency on this platform, if there is one. */
export function packagedNode() {
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const program = process.platform === 'win32' ? 'node.exe' : 'node';
  const path = join(root, 'node_modules', `node-${system}-${process.arch}`, 'bin', program);
  return existsSync(path) ? path : undefined;
}

/**
 * The Node that everything runs on: this one if it is fit, else the one that is installed as a dependency.
 *
 * @returns {string} path of the program
 */
export function fitNode() {
  const node = isFit ? process.execPath : packagedNode();
  if (node === undefined) {
    throw new Error(
      `Certkeep runs on Node.js 24.11 or later, this is ${process.versions.node}, and no package of Node.js 24 is ` +
        `available for ${process.platform} on ${process.arch}. Install Node.js 24 and run the command again.`,
    );
  }
  return node;
}

/** The environment in which `node` is the given program, also for what npm and Nx start. */
export function environmentOf(node) {
  const path = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const folders = [dirname(node), join(root, 'node_modules', '.bin'), process.env[path] ?? ''];
  return { ...process.env, [path]: folders.join(delimiter), NX_DAEMON: 'false', NX_TUI: 'false' };
}
